/** Two recordings that play at once are understood by nobody: one that begins stops the one before. */
let playing: HTMLAudioElement | null = null;

export function begins(audio: HTMLAudioElement): void {
  if (playing !== audio) playing?.pause();
  playing = audio;
}

export function ends(audio: HTMLAudioElement): void {
  if (playing === audio) playing = null;
}

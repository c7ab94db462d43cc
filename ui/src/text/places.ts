/** Places on the earth, from the characters of the wire. */

export interface Place {
  latitude: string;
  longitude: string;
}

function degrees(text: string | null, most: number): string | null {
  const digits = text?.trim() ?? "";
  return /^[+-]?\d{1,3}(?:\.\d{1,20})?$/.test(digits) && Math.abs(Number(digits)) <= most ? digits : null;
}

/** The place, where both are plain degrees that exist; nothing where one is absent, `NaN` or beyond the poles. */
export function placeAt(latitude: string | null, longitude: string | null): Place | null {
  const [north, east] = [degrees(latitude, 90), degrees(longitude, 180)];
  return north === null || east === null ? null : { latitude: north, longitude: east };
}

/** A map with a pin at the place, for the system's browser. */
export function mapAddress({ latitude, longitude }: Place): string {
  const [north, east] = [encodeURIComponent(latitude), encodeURIComponent(longitude)];
  return `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=17/${north}/${east}`;
}

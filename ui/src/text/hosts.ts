/** The host of an address, or the text itself where it is none. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** The file name at the end of an address, or nothing where it has none. */
export function fileOf(address: string): string | null {
  try {
    const last = new URL(address).pathname.split("/").at(-1) ?? "";
    return /\.\w+$/.test(last) ? decodeURIComponent(last) : null;
  } catch {
    return null;
  }
}

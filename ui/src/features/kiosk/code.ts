/** Characters of a code, without the hyphen it is shown with. */
export const CODE_LENGTH = 8;

/** What was typed as the code's own characters: no spaces, capital letters, look-alikes put right. */
export function codeOf(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1")
    .replaceAll(/[^0-9A-HJKMNP-TV-Z]/g, "")
    .slice(0, CODE_LENGTH);
}

/** The code as it is shown: two groups of four. */
export function grouped(code: string): string {
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

const AUTHOR = "candor.author";

/** The name corrections and notes were last signed with. */
export const rememberedAuthor = () => localStorage.getItem(AUTHOR) ?? "";

export function rememberAuthor(name: string): void {
  localStorage.setItem(AUTHOR, name.trim());
}

/** A text as the characters Candor counts: whole ones, not halves of pairs. */
export const characters = (text: string): string[] => Array.from(text);

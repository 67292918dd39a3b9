import type { Stretch } from "@/api/passages";

/** Words of a message that were chosen, in code units. */
export type Passage = Stretch & { messageId: string };

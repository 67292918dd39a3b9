import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useApi } from "@/api/api-context";
import { positionQuery } from "@/api/positions";
import { Loaded } from "@/components/loaded";

import { newDraft } from "./draft";
import { Editor } from "./editor";
import { baseOf } from "./use-save";

type Props = {
  /** The position to change; none for a new one. */
  positionId?: string;
  /** Opens another position in the editor, without leaving a trace of the present page. */
  onOpen: (positionId: string) => void;
};

/** The page on which a position and its plan are written. */
export function EditorPage({ positionId, onOpen }: Props) {
  return positionId === undefined ? (
    <NewPosition onOpen={onOpen} />
  ) : (
    <StoredPosition key={positionId} positionId={positionId} onOpen={onOpen} />
  );
}

function NewPosition({ onOpen }: Pick<Props, "onOpen">) {
  const [base] = useState(() => ({ stored: null, draft: newDraft() }));
  return <Editor initial={base} newest={null} onOpen={onOpen} />;
}

function StoredPosition({ positionId, onOpen }: Required<Props>) {
  const { client } = useApi();
  const position = useQuery(positionQuery(client, positionId));
  // Once it is open the form stays, whatever becomes of the position.
  return (
    <Loaded query={position}>{(stored) => <OpenEditor stored={stored} onOpen={onOpen} />}</Loaded>
  );
}

function OpenEditor({
  stored,
  onOpen,
}: { stored: Parameters<typeof baseOf>[0] } & Pick<Props, "onOpen">) {
  const [initial] = useState(() => baseOf(stored));
  return <Editor initial={initial} newest={stored} onOpen={onOpen} />;
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { positionQuery } from "@/api/positions";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { buttonLook } from "@/components/ui/button";

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

function Missing({ cause }: { cause: unknown }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-start gap-4">
      <h1 className="text-2xl font-semibold tracking-tight">{t("positions.cannotOpen")}</h1>
      <ProblemNotice cause={cause} />
      <Link to="/positions" className={buttonLook("primary")}>
        {t("positions.back")}
      </Link>
    </div>
  );
}

function NewPosition({ onOpen }: Pick<Props, "onOpen">) {
  const [base] = useState(() => ({ stored: null, draft: newDraft() }));
  return <Editor initial={base} newest={null} onOpen={onOpen} />;
}

function StoredPosition({ positionId, onOpen }: Required<Props>) {
  const { client } = useApi();
  const position = useQuery(positionQuery(client, positionId));
  if (position.isError && position.data === undefined) return <Missing cause={position.error} />;
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

import { useMutation } from "@tanstack/react-query";
import { CornerDownLeft, PencilLine, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { Note } from "@/api/review";
import { ProblemNotice } from "@/components/problem-notice";
import { IconButton } from "@/components/ui/icon-button";
import { useToast } from "@/components/ui/toast";
import { clock, dateTime } from "@/i18n/format";

import { NoteForm } from "./note-form";
import { type NoteTarget, useReview } from "./review-context";

type Props = {
  notes: Note[];
  /** What a new note would be about. */
  target: NoteTarget;
  onTarget: (target: NoteTarget) => void;
  /** Goes to what a note is about. */
  onJump: (note: Note) => void;
};

/** What reviewers noted: seen by nobody who takes part in the interview. */
export function NotesPanel({ notes, target, onTarget, onJump }: Props) {
  const { t } = useTranslation();
  const [error, setError] = useState<unknown>(null);
  return (
    <div className="flex flex-col gap-4">
      <NoteForm target={target} onTarget={onTarget} />
      <ProblemNotice cause={error} onDismiss={() => setError(null)} />
      {notes.length === 0 && <p className="text-sm text-quiet">{t("notes.none")}</p>}
      <ol className="flex flex-col gap-3" data-testid="notes">
        {notes.map((note) => (
          <OneNote key={note.id} note={note} onJump={onJump} onError={setError} />
        ))}
      </ol>
    </div>
  );
}

type OneProps = {
  note: Note;
  onJump: (note: Note) => void;
  onError: (cause: unknown) => void;
};

function OneNote({ note, onJump, onError }: OneProps) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const { player } = useReview();
  const toasts = useToast();
  const [changing, setChanging] = useState(false);
  const params = { path: { id: note.interview_id, note_id: note.id } };
  const restore = useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/interviews/{id}/notes/{note_id}/restore", { params })),
    onError,
  });
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/interviews/{id}/notes/{note_id}", { params })),
    onSuccess: () => {
      const action = { label: t("common.undo"), onAction: () => restore.mutate() };
      toasts.show({ text: t("notes.deleted"), action });
    },
    onError,
  });
  const at = note.at_ms;
  if (changing) {
    return (
      <li>
        <NoteForm note={note} onDone={() => setChanging(false)} />
      </li>
    );
  }
  return (
    <li data-testid="note" className="rounded-xl border border-line p-3 text-sm">
      <p className="whitespace-pre-line">{note.content}</p>
      <div className="mt-2 flex flex-wrap items-center gap-x-2 text-quiet">
        <span>
          {t("notes.by", { author: note.author, at: dateTime(note.created_at, i18n.language) })}
        </span>
        <span className="ml-auto inline-flex items-center">
          {(note.message_id != null || at != null) && (
            <button
              type="button"
              data-testid="jump-note"
              className="inline-flex min-h-10 items-center gap-1 rounded-lg px-2 font-medium text-violet-text hover:bg-raised [&_svg]:size-4"
              onClick={() => {
                onJump(note);
                if (at != null) player.seek(at);
              }}
            >
              <CornerDownLeft aria-hidden />
              {at == null ? t("notes.jump") : clock(at)}
              {at != null && <span className="sr-only">{t("notes.jump")}</span>}
            </button>
          )}
          <IconButton
            label={t("notes.change")}
            data-testid="change-note"
            onClick={() => setChanging(true)}
          >
            <PencilLine aria-hidden />
          </IconButton>
          <IconButton
            label={t("notes.delete")}
            data-testid="delete-note"
            unavailable={remove.isPending}
            onClick={() => remove.mutate()}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </span>
      </div>
    </li>
  );
}

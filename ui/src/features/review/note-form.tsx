import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import type { Note } from "@/api/review";
import { rememberedAuthor, rememberAuthor } from "@/components/author";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input, TextArea } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { clock } from "@/i18n/format";

import { type NoteTarget, useReview } from "./review-context";

type Props =
  | { note?: never; target: NoteTarget; onTarget: (target: NoteTarget) => void; onDone?: never }
  | { note: Note; target?: never; onTarget?: never; onDone: () => void };

const ABOUT_ALL: NoteTarget = { messageId: null, number: null, atMs: null };

/** A new note, or other words for one. */
export function NoteForm({ note, target, onTarget, onDone }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const { interviewId } = useReview();
  const [content, setContent] = useState(note?.content ?? "");
  const [author, setAuthor] = useState(rememberedAuthor);
  const field = useRef<HTMLTextAreaElement>(null);
  const save = useMutation({
    mutationFn: () =>
      note
        ? unwrap(
            client.PUT("/api/v1/interviews/{id}/notes/{note_id}", {
              params: { path: { id: interviewId, note_id: note.id } },
              body: { content: content.trim() },
            }),
          )
        : unwrap(
            client.POST("/api/v1/interviews/{id}/notes", {
              params: { path: { id: interviewId } },
              body: {
                content: content.trim(),
                author: author.trim(),
                message_id: target.messageId,
                at_ms: target.atMs,
              },
            }),
          ),
    onSuccess: () => {
      if (note) {
        onDone();
        return;
      }
      rememberAuthor(author);
      setContent("");
      onTarget(ABOUT_ALL);
    },
  });
  useEffect(() => {
    // Whoever asked to note something about a message, or to change a note, wants to write.
    if (note !== undefined || target.messageId !== null || target.atMs !== null) {
      field.current?.focus({ preventScroll: note === undefined });
    }
  }, [note, target]);
  const incomplete = content.trim() === "" || (!note && author.trim() === "");
  return (
    <form
      className="flex flex-col gap-3 rounded-xl bg-raised p-3"
      onSubmit={(e) => {
        e.preventDefault();
        if (!incomplete) save.mutate();
      }}
    >
      <Field label={t(note ? "notes.change" : "notes.new")}>
        {(wiring) => (
          <TextArea
            {...wiring}
            ref={field}
            rows={3}
            data-testid="note-content"
            value={content}
            onChange={(e) => setContent(e.target.value)}
            onKeyDown={(e) => {
              if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey) || incomplete) return;
              e.preventDefault();
              save.mutate();
            }}
          />
        )}
      </Field>
      {target !== undefined && (target.atMs ?? target.messageId) !== null && (
        <About target={target} onAll={() => onTarget(ABOUT_ALL)} />
      )}
      {!note && (
        <Field label={t("transcript.author")}>
          {(wiring) => (
            <Input
              {...wiring}
              data-testid="note-author"
              value={author}
              onChange={(e) => setAuthor(e.target.value)}
            />
          )}
        </Field>
      )}
      <ProblemNotice cause={save.error} />
      <div className="flex flex-wrap justify-end gap-2">
        {note && <Button onClick={onDone}>{t("common.goBack")}</Button>}
        <Button
          type="submit"
          look="primary"
          data-testid="save-note"
          disabled={incomplete || save.isPending}
        >
          {t("notes.save")}
        </Button>
      </div>
    </form>
  );
}

/** What the note is about, and a way to make it about all of it. */
function About({ target, onAll }: { target: NoteTarget; onAll: () => void }) {
  const { t } = useTranslation();
  const place = target.atMs === null ? String(target.number ?? "") : clock(target.atMs);
  return (
    <p className="flex items-center gap-1 text-sm" data-testid="note-about">
      <span className="rounded-full bg-violet-mist px-2.5 py-0.5 text-violet-text">
        {t(target.atMs === null ? "notes.aboutMessage" : "notes.aboutMoment", { place })}
      </span>
      <IconButton label={t("notes.aboutAll")} onClick={onAll}>
        <X aria-hidden />
      </IconButton>
    </p>
  );
}

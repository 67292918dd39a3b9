import { Send } from "lucide-react";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Select, TextArea } from "@/components/ui/field";

import { useSendMessage } from "./moves";

type Props = {
  interviewId: string;
  /** Whether the recruiter may type a remark as well. */
  asRecruiter: boolean;
  /** Typing is the way to answer here, and not only the other one. */
  large: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
};

/** An answer by keyboard, or a recruiter's remark. Enter sends, with Shift it begins a new line. */
export function AnswerBox({ interviewId, asRecruiter, large, field }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [role, setRole] = useState<"candidate" | "recruiter">("candidate");
  const send = useSendMessage(interviewId);
  const empty = text.trim() === "";

  const submit = () => {
    if (empty || send.isPending) return;
    send.mutate({ content: text.trim(), role }, { onSuccess: () => setText("") });
  };
  const onKeyDown = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    // Back to the room's own keys.
    if (e.key === "Escape") e.currentTarget.blur();
    // Enter also picks a word in an input method; that is not the end of the line.
    if (e.key !== "Enter" || e.shiftKey || e.nativeEvent.isComposing) return;
    e.preventDefault();
    submit();
  };
  return (
    <form
      className={`flex flex-col gap-2 border-t border-line ${large ? "px-4 py-3 sm:px-8" : "p-3"}`}
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <ProblemNotice cause={send.error} />
      <TextArea
        ref={field}
        rows={2}
        aria-label={t("room.answer")}
        placeholder={t("room.answer")}
        data-testid="message-input"
        className={`resize-none ${large ? "!text-lg" : ""}`}
        value={text}
        readOnly={send.isPending}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex flex-wrap items-center gap-2">
        {asRecruiter && (
          <Select
            aria-label={t("room.speakAs")}
            data-testid="message-role"
            className="flex-1 basis-32"
            value={role}
            onChange={(e) => setRole(e.target.value === "recruiter" ? "recruiter" : "candidate")}
          >
            <option value="candidate">{t("room.asCandidate")}</option>
            <option value="recruiter">{t("room.asRecruiter")}</option>
          </Select>
        )}
        <Button
          type="submit"
          className="ml-auto"
          data-testid="send-message"
          disabled={empty || send.isPending}
        >
          <Send aria-hidden />
          {t("room.send")}
        </Button>
      </div>
    </form>
  );
}

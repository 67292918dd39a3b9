import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, ListPlus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { KIOSK_KEY, kioskInvitationsQuery } from "@/api/kiosk";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { dateTime } from "@/i18n/format";

type Props = { interviewId: string; onClose: () => void };

/** Lets the candidate open this interview at a kiosk: by a code, shown once, or from its queue. */
export function KioskInvitationDialog({ interviewId, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const path = { id: interviewId };
  const refresh = () => queries.invalidateQueries({ queryKey: KIOSK_KEY });
  const invitations = useQuery(kioskInvitationsQuery(client));
  const known = invitations.data?.find((one) => one.interview_id === interviewId);
  const invite = useMutation({
    mutationFn: (queue: boolean) =>
      unwrap(client.POST("/api/v1/interviews/{id}/kiosk", { params: { path }, body: { queue } })),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/interviews/{id}/kiosk", { params: { path } })),
    onSuccess: () => {
      invite.reset();
      return refresh();
    },
  });
  const made = invite.data;
  const until = (ms: number) => dateTime(ms, i18n.language);
  const busy = invite.isPending || revoke.isPending;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("kiosk.invite.title")}
      intro={t("kiosk.invite.text")}
    >
      <div className="flex flex-col gap-4">
        <ProblemNotice cause={invite.error ?? revoke.error} />
        {made?.code != null && (
          <div className="rounded-xl border border-line bg-raised p-5 text-center">
            <p className="text-sm text-quiet">{t("kiosk.invite.yourCode")}</p>
            <p
              data-testid="kiosk-invitation-code"
              className="my-1 font-mono text-4xl font-semibold tracking-widest select-all"
            >
              {made.code}
            </p>
            <p className="text-sm text-quiet">
              {t("kiosk.invite.once", { at: until(made.expires_at) })}
            </p>
          </div>
        )}
        {made?.queued === true && (
          <Notice
            role="status"
            testId="kiosk-invitation-queued"
            title={t("kiosk.invite.queued", { at: until(made.expires_at) })}
          />
        )}
        {made === undefined && known !== undefined && (
          <Notice role="note" testId="kiosk-invited" title={t("kiosk.invite.invited")} />
        )}
        {made === undefined && (
          <div className="grid gap-3 sm:grid-cols-2">
            <Choice
              icon={KeyRound}
              title={t("kiosk.invite.byCode")}
              text={t("kiosk.invite.byCodeText")}
              testId="kiosk-invite-code"
              disabled={busy}
              onChoose={() => invite.mutate(false)}
            />
            <Choice
              icon={ListPlus}
              title={t("kiosk.invite.queue")}
              text={t("kiosk.invite.queueText")}
              testId="kiosk-invite-queue"
              disabled={busy}
              onChoose={() => invite.mutate(true)}
            />
          </div>
        )}
        <div className="flex flex-wrap justify-end gap-3">
          {(made !== undefined || known !== undefined) && (
            <Button data-testid="kiosk-revoke" disabled={busy} onClick={() => revoke.mutate()}>
              {t("kiosk.invite.revoke")}
            </Button>
          )}
          <Button look="primary" onClick={onClose}>
            {t("common.close")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

type ChoiceProps = {
  icon: typeof KeyRound;
  title: string;
  text: string;
  testId: string;
  disabled: boolean;
  onChoose: () => void;
};

function Choice({ icon: Icon, title, text, testId, disabled, onChoose }: ChoiceProps) {
  return (
    <button
      type="button"
      data-testid={testId}
      disabled={disabled}
      className="flex flex-col items-start gap-2 rounded-xl border border-edge p-4 text-left hover:bg-raised disabled:text-quiet"
      onClick={onChoose}
    >
      <Icon className="size-5 text-violet-text" aria-hidden />
      <span className="font-medium">{title}</span>
      <span className="text-sm text-quiet">{text}</span>
    </button>
  );
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import {
  KIOSK_KEY,
  kioskInvitationsQuery,
  type KioskOptions,
  kioskSettingsQuery,
  type KioskSettings as Kept,
} from "@/api/kiosk";
import { Problem, unwrap } from "@/api/problem";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { dateTime } from "@/i18n/format";

import { PinForm } from "./pin-form";

const IDLE_LEAST = 20;
const IDLE_MOST = 3_600;

/** Everything the operator sets for the kiosk, and the way into it. */
export function KioskSettings() {
  const { client, live } = useApi();
  const queries = useQueryClient();
  const settings = useQuery(kioskSettingsQuery(client));
  useEffect(
    () => live.listenTo("kiosk", () => void queries.invalidateQueries({ queryKey: KIOSK_KEY })),
    [live, queries],
  );
  return (
    <div className="flex flex-col gap-8" data-testid="kiosk-settings">
      <Loaded query={settings}>
        {(kept) => (
          <>
            <PinForm key={String(kept.pin_set)} pinSet={kept.pin_set} />
            <Options kept={kept} />
            <Invitations />
            <Enter pinSet={kept.pin_set} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Options({ kept }: { kept: Kept }) {
  const { t } = useTranslation();
  const { client, carrier } = useApi();
  const queries = useQueryClient();
  const [idle, setIdle] = useState(String(kept.idle_seconds));
  const set = useMutation({
    mutationFn: (options: KioskOptions) =>
      unwrap(client.PUT("/api/v1/kiosk/settings", { body: options })),
    onSuccess: (now) => queries.setQueryData(kioskSettingsQuery(client).queryKey, now),
  });
  const autostart = useQuery({
    queryKey: [...KIOSK_KEY, "autostart"],
    queryFn: () => carrier.kiosk?.autostart() ?? false,
    enabled: carrier.kiosk !== undefined,
  });
  const setAutostart = useMutation({
    mutationFn: async (on: boolean) => {
      try {
        await carrier.kiosk?.setAutostart(on);
      } catch (cause) {
        throw Problem.from(cause);
      }
    },
    onSettled: () => autostart.refetch(),
  });
  const seconds = Number(idle);
  const valid = Number.isInteger(seconds) && seconds >= IDLE_LEAST && seconds <= IDLE_MOST;
  const keepIdle = () => {
    if (valid && seconds !== kept.idle_seconds) {
      set.mutate({ idle_seconds: seconds, start_as_kiosk: kept.start_as_kiosk });
    }
  };
  return (
    <section className="flex max-w-md flex-col gap-5">
      <Field
        label={t("kiosk.settings.idle")}
        hint={t("kiosk.settings.idleHint")}
        error={!valid && t("kiosk.settings.idleHint")}
      >
        {(wiring) => (
          <div className="flex items-center gap-3">
            <Input
              {...wiring}
              type="number"
              min={IDLE_LEAST}
              max={IDLE_MOST}
              className="max-w-32"
              data-testid="kiosk-idle"
              value={idle}
              onChange={(e) => setIdle(e.target.value)}
              onBlur={keepIdle}
            />
            <span className="text-sm text-quiet">{t("kiosk.settings.seconds")}</span>
          </div>
        )}
      </Field>
      <Switch
        label={t("kiosk.settings.start")}
        hint={t("kiosk.settings.startHint")}
        testId="kiosk-start-as"
        checked={kept.start_as_kiosk}
        disabled={!kept.pin_set || set.isPending}
        onCheckedChange={(on) =>
          set.mutate({ idle_seconds: kept.idle_seconds, start_as_kiosk: on })
        }
      />
      {carrier.kiosk !== undefined && (
        <Switch
          label={t("kiosk.settings.autostart")}
          hint={t("kiosk.settings.autostartHint")}
          testId="kiosk-autostart"
          checked={autostart.data === true}
          disabled={!kept.pin_set || autostart.data === undefined || setAutostart.isPending}
          onCheckedChange={(on) => setAutostart.mutate(on)}
        />
      )}
      <ProblemNotice cause={set.error ?? setAutostart.error ?? autostart.error} />
    </section>
  );
}

function Invitations() {
  const { t, i18n } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const invitations = useQuery(kioskInvitationsQuery(client));
  const revoke = useMutation({
    mutationFn: (id: string) =>
      unwrap(client.DELETE("/api/v1/interviews/{id}/kiosk", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: KIOSK_KEY }),
  });
  return (
    <section className="flex flex-col gap-3" aria-labelledby="kiosk-waiting">
      <h3 id="kiosk-waiting" className="font-semibold">
        {t("kiosk.settings.waiting")}
      </h3>
      <ProblemNotice cause={revoke.error} />
      <Loaded query={invitations}>
        {(list) =>
          list.length === 0 ? (
            <p className="text-sm text-quiet">{t("kiosk.settings.nobody")}</p>
          ) : (
            <ol className="divide-y divide-line rounded-xl border border-line">
              {list.map((one) => (
                <li
                  key={one.interview_id}
                  data-testid="kiosk-invitation"
                  className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm"
                >
                  <span className="min-w-0 flex-1 basis-48">
                    <span className="font-medium">{one.candidate_name}</span>
                    <span className="text-quiet">{` · ${one.position_title}`}</span>
                  </span>
                  <span className="text-quiet">
                    {t(one.queued_at == null ? "kiosk.settings.byCode" : "kiosk.settings.inQueue")}
                    {", "}
                    {t("kiosk.settings.until", { at: dateTime(one.expires_at, i18n.language) })}
                  </span>
                  <button
                    type="button"
                    data-testid="kiosk-invitation-revoke"
                    aria-label={t("kiosk.settings.revoke", { name: one.candidate_name })}
                    title={t("kiosk.settings.revoke", { name: one.candidate_name })}
                    className="flex size-10 items-center justify-center rounded-lg hover:bg-raised"
                    disabled={revoke.isPending}
                    onClick={() => revoke.mutate(one.interview_id)}
                  >
                    <X className="size-4" aria-hidden />
                  </button>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </section>
  );
}

function Enter({ pinSet }: { pinSet: boolean }) {
  const { t } = useTranslation();
  const { carrier } = useApi();
  const enter = useMutation({
    mutationFn: async () => {
      try {
        await carrier.kiosk?.enter();
      } catch (cause) {
        throw Problem.from(cause);
      }
    },
  });
  if (carrier.kiosk === undefined) return null;
  return (
    <section className="flex flex-col items-start gap-3">
      <ProblemNotice cause={enter.error} />
      <Button
        look="primary"
        data-testid="enter-kiosk"
        disabled={!pinSet || enter.isPending}
        {...(!pinSet && { "aria-describedby": "kiosk-needs-pin" })}
        onClick={() => enter.mutate()}
      >
        <MonitorSmartphone aria-hidden />
        {t("kiosk.settings.enter")}
      </Button>
      {!pinSet && (
        <p id="kiosk-needs-pin" className="text-sm text-quiet">
          {t("kiosk.settings.enterFirst")}
        </p>
      )}
    </section>
  );
}

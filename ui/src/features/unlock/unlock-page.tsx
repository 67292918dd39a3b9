import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import type { StartupStatus } from "@/api/carrier";
import type { ProblemCode } from "@/api/problem";
import { Appearance } from "@/components/appearance";
import { problemTitle, ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Wordmark } from "@/components/wordmark";

type Closed =
  | Extract<StartupStatus, { state: "locked" }>
  | { state: "failed"; code: ProblemCode; detail: string };

type Props = {
  status: Closed;
  busy: boolean;
  onRetry: () => void;
  onStatus: (status: StartupStatus) => void;
};

/** Shown instead of the app while its database cannot be opened. */
export function UnlockPage({ status, busy, onRetry, onStatus }: Props) {
  const { t } = useTranslation();
  const title = problemTitle(t, status.code) ?? t("unlock.failed");
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex flex-wrap items-center justify-between gap-4 px-6 py-2">
        <Wordmark />
        <Appearance />
      </header>
      <main className="m-auto flex w-full max-w-lg flex-col gap-5 px-6 py-10">
        <h1 className="text-2xl font-semibold" data-testid="startup-problem">
          {title}
        </h1>
        <p className="text-quiet first-letter:uppercase">{status.detail}</p>
        {status.state === "locked" && status.can_use_passphrase && (
          <PassphraseForm isNew={status.new_passphrase} onStatus={onStatus} />
        )}
        <div>
          <Button onClick={onRetry} disabled={busy} data-testid="startup-retry">
            {t("common.tryAgain")}
          </Button>
        </div>
      </main>
    </div>
  );
}

type FormProps = { isNew: boolean; onStatus: (status: StartupStatus) => void };

/** Asks for the passphrase; twice where it makes a new database. */
function PassphraseForm({ isNew, onStatus }: FormProps) {
  const { t } = useTranslation();
  const { carrier } = useApi();
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const complete = passphrase !== "" && (!isNew || again === passphrase);
  const unlock = useMutation({
    mutationFn: (words: string) => carrier.unlock(words),
    onSuccess: (status) => {
      setPassphrase("");
      setAgain("");
      onStatus(status);
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(e) => {
        e.preventDefault();
        if (complete) unlock.mutate(passphrase);
      }}
    >
      <Field label={t("unlock.passphrase")}>
        {(wiring) => (
          <Input
            {...wiring}
            type="password"
            autoComplete={isNew ? "new-password" : "current-password"}
            data-testid="passphrase"
            value={passphrase}
            onChange={(e) => setPassphrase(e.target.value)}
          />
        )}
      </Field>
      {isNew && (
        <Field label={t("unlock.again")}>
          {(wiring) => (
            <Input
              {...wiring}
              type="password"
              autoComplete="new-password"
              data-testid="passphrase-again"
              value={again}
              onChange={(e) => setAgain(e.target.value)}
            />
          )}
        </Field>
      )}
      <ProblemNotice cause={unlock.error} />
      <Button
        type="submit"
        look="primary"
        data-testid="unlock"
        disabled={!complete || unlock.isPending}
      >
        {t("unlock.open")}
      </Button>
    </form>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { type SyntheticEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { KIOSK_KEY, kioskQuery, type KioskView } from "@/api/kiosk";
import { unwrap } from "@/api/problem";
import { Problem } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";

import { CODE_LENGTH, codeOf, grouped } from "./code";
import { useForget } from "./forget";
import { useIdle } from "./idle";
import { BIG, KioskFrame } from "./kiosk-frame";
import { Keypad } from "./keypad";
import { useWaiting } from "./waiting";

const KEYS = ["0123456789", "ABCDEFGHJK", "MNPQRSTVW", "XYZ"] as const;

type Props = { view: KioskView; fetchedAt: number };

/** Where everybody begins: a code, or the one who is waited for. Nobody's name is on it. */
export function StartScreen({ view, fetchedAt }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const forget = useForget();
  const field = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState("");
  const again = () => void queries.invalidateQueries({ queryKey: KIOSK_KEY });
  const open = useMutation({
    mutationFn: (ask: { code: string } | { next: true }) =>
      unwrap(client.POST("/api/v1/kiosk/open", { body: ask })),
    onSuccess: (opened) => queries.setQueryData(kioskQuery(client).queryKey, opened),
    onError: () => {
      setCode("");
      again();
      field.current?.focus();
    },
  });
  const wait = useWaiting(view.code_wait_ms, fetchedAt, again);
  // Whoever began to type and went leaves nothing for the next, not even the language.
  useIdle(view.idle_seconds, () => {
    setCode("");
    open.reset();
    forget();
  });

  const blocked = wait > 0 || open.isPending;
  const submit = (typed: string) => {
    if (typed.length === CODE_LENGTH && !blocked) open.mutate({ code: typed });
  };
  const change = (typed: string) => {
    const next = codeOf(typed);
    setCode(next);
    open.reset();
    if (next !== code) submit(next);
  };
  const onSubmit = (e: SyntheticEvent) => {
    e.preventDefault();
    submit(code);
  };
  return (
    <KioskFrame organisation={view.organisation ?? null} languages footer={t("kiosk.honest")}>
      <div className="grid items-center gap-x-14 gap-y-6 roomy:grid-cols-[1fr_minmax(0,26rem)]">
        <div className="flex flex-col items-start gap-4 roomy:gap-6">
          <h1 className="text-4xl font-semibold tracking-tight text-balance roomy:text-6xl">
            {t("kiosk.welcome")}
          </h1>
          <p className="max-w-prose text-lg text-quiet roomy:text-xl">
            {t(view.queued ? "kiosk.queued" : "kiosk.enterCode")}
          </p>
          {view.queued && (
            <Button
              look="primary"
              className={BIG}
              data-testid="kiosk-begin"
              disabled={open.isPending}
              onClick={() => open.mutate({ next: true })}
            >
              {t("kiosk.begin")}
              <ArrowRight aria-hidden />
            </Button>
          )}
        </div>
        <form className="flex flex-col gap-3" onSubmit={onSubmit}>
          <label htmlFor="kiosk-code" className="text-lg font-medium">
            {t(view.queued ? "kiosk.orCode" : "kiosk.code")}
          </label>
          <input
            ref={field}
            id="kiosk-code"
            autoFocus
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            data-testid="kiosk-code"
            aria-describedby="kiosk-code-hint"
            placeholder={t("kiosk.codeShape")}
            className="min-h-16 w-full rounded-xl border border-edge bg-paper px-4 text-center font-mono text-3xl tracking-[0.15em] uppercase placeholder:text-line disabled:bg-raised roomy:min-h-20 roomy:text-4xl"
            value={grouped(code)}
            disabled={blocked}
            onChange={(e) => change(e.target.value)}
          />
          <div id="kiosk-code-hint" aria-live="assertive" className="min-h-7 text-base">
            {wait > 0 ? (
              <p data-testid="kiosk-code-wait" className="font-medium">
                {t("kiosk.wait", { count: wait })}
              </p>
            ) : (
              open.error && <OpeningProblem cause={open.error} />
            )}
          </div>
          <Keypad
            rows={KEYS}
            disabled={blocked}
            onKey={(key) => change(code + key)}
            onErase={() => change(code.slice(0, -1))}
          />
        </form>
      </div>
    </KioskFrame>
  );
}

function OpeningProblem({ cause }: { cause: unknown }) {
  const { t } = useTranslation();
  if (Problem.from(cause).code !== "not_found") return <ProblemNotice cause={cause} />;
  return (
    <p data-testid="kiosk-code-unknown" className="font-medium">
      {t("kiosk.codeUnknown")}
    </p>
  );
}

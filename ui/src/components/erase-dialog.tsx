import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { type Erasure, type Remains, remainsQuery } from "@/api/consent";
import { unwrap } from "@/api/problem";
import { keys } from "@/api/queries";
import { Loaded } from "@/components/loaded";
import { ProblemNotice, problemTitle } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { clock, dateTime } from "@/i18n/format";

type Props = { interviewId: string; onClose: () => void };

/** What is stored of an interview, and erasing it for good: shown, explained, confirmed, and proven. */
export function EraseDialog({ interviewId, onClose }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const remains = useQuery(remainsQuery(client, interviewId));
  const erase = useErase(interviewId);
  const before = remains.data;
  const title = erase.data
    ? t("erase.doneTitle")
    : t(before?.erased_at == null ? "erase.title" : "erase.titleErased");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      {erase.data ? (
        <Done
          erasure={erase.data}
          onAgain={() => erase.mutate()}
          pending={erase.isPending}
          onClose={onClose}
        />
      ) : (
        <Loaded query={remains}>
          {(found) => (
            <div className="flex flex-col gap-4">
              <Stored remains={found} />
              <ProblemNotice cause={erase.error} />
              {found.erased_at == null || found.files.length > 0 ? (
                <Certain
                  name={found.candidate_name}
                  pending={erase.isPending}
                  onErase={() => erase.mutate()}
                  onClose={onClose}
                />
              ) : (
                <div className="flex justify-end">
                  <Button onClick={onClose}>{t("common.close")}</Button>
                </div>
              )}
            </div>
          )}
        </Loaded>
      )}
    </Dialog>
  );
}

function useErase(id: string) {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/interviews/{id}/erase", { params: { path: { id } } })),
    onSuccess: () => {
      // What was read before must not be shown from memory.
      for (const queryKey of [keys.messages(id), keys.consent(id)]) {
        queries.removeQueries({ queryKey, type: "inactive" });
      }
      for (const queryKey of [keys.interview(id), keys.messages(id), keys.interviews]) {
        void queries.invalidateQueries({ queryKey });
      }
    },
  });
}

const TERM = "text-sm text-quiet";

/** What there is, by number and by path. */
function Stored({ remains }: { remains: Remains }) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const number = (count: number) => new Intl.NumberFormat(language).format(count);
  const amounts: [string, string][] = [
    [t("erase.messages"), number(remains.messages)],
    [t("erase.sound"), clock(remains.sound_ms)],
    [t("erase.corrections"), number(remains.corrections)],
    [t("erase.notes"), number(remains.notes)],
    [t("erase.versions"), number(remains.versions)],
  ];
  return (
    <>
      {remains.erased_at == null ? (
        <p>{t("erase.intro")}</p>
      ) : (
        <p>{t("erase.goneText", { at: dateTime(remains.erased_at, language) })}</p>
      )}
      {remains.withdrawn_at != null && (
        <Notice role="note">
          {t("erase.withdrawn", { at: dateTime(remains.withdrawn_at, language) })}
        </Notice>
      )}
      {remains.erased_at == null && (
        <dl
          data-testid="remains"
          className="grid grid-cols-2 gap-x-6 gap-y-3 rounded-xl border border-line p-4 sm:grid-cols-3"
        >
          <div className="col-span-full">
            <dt className={TERM}>{t("erase.candidate")}</dt>
            <dd className="font-medium">{remains.candidate_name}</dd>
          </div>
          {amounts.map(([term, value]) => (
            <div key={term}>
              <dt className={TERM}>{term}</dt>
              <dd className="font-medium tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div>
        <h3 className={TERM}>{t("erase.files")}</h3>
        <Files paths={remains.files} testId="remaining-files" none={t("erase.noFiles")} />
      </div>
      <p className="text-sm text-quiet">
        {t("erase.elsewhere")} {t("erase.stays")}
      </p>
    </>
  );
}

type FilesProps = { paths: readonly string[]; testId: string; none?: string };

function Files({ paths, testId, none }: FilesProps) {
  if (paths.length === 0) return <p data-testid={testId}>{none}</p>;
  return (
    <ul data-testid={testId} className="flex flex-col gap-1 text-sm">
      {paths.map((path) => (
        <li key={path} className="font-mono break-all">
          {path}
        </li>
      ))}
    </ul>
  );
}

type CertainProps = { name: string; pending: boolean; onErase: () => void; onClose: () => void };

/** Asks for the candidate's name, so that nobody erases the wrong interview by a slip; a tick where there is none. */
function Certain({ name, pending, onErase, onClose }: CertainProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [ticked, setTicked] = useState(false);
  const plain = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
  const certain = name === "" ? ticked : plain(typed) === plain(name);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (certain && !pending) onErase();
      }}
    >
      {name === "" ? (
        <label className="flex items-start gap-3 text-sm font-medium">
          <input
            type="checkbox"
            checked={ticked}
            data-testid="erase-tick"
            className="mt-0.5 size-5 accent-violet"
            onChange={(event) => setTicked(event.target.checked)}
          />
          {t("erase.tick")}
        </label>
      ) : (
        <Field label={t("erase.typeName", { name })}>
          {(wiring) => (
            <Input
              {...wiring}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              data-testid="erase-name"
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t("common.goBack")}</Button>
        <Button
          type="submit"
          look="primary"
          data-testid="confirm-erase"
          disabled={!certain || pending}
        >
          {t(pending ? "erase.erasing" : "erase.confirm")}
        </Button>
      </div>
    </form>
  );
}

type DoneProps = { erasure: Erasure; pending: boolean; onAgain: () => void; onClose: () => void };

/** What went, what could not, and the proof. */
function Done({ erasure, pending, onAgain, onClose }: DoneProps) {
  const { t } = useTranslation();
  const { deleted_files, remaining_files, log_entry, log_hash } = erasure;
  return (
    <div role="status" data-testid="erased" className="flex flex-col gap-4">
      {deleted_files.length === 0 ? (
        <p>{t("erase.doneNoFiles")}</p>
      ) : (
        <div className="flex flex-col gap-2">
          <p>{t("erase.doneText")}</p>
          <Files paths={deleted_files} testId="deleted-files" />
        </div>
      )}
      {remaining_files.length > 0 && (
        <Notice role="alert" title={t("erase.left")} testId="undeleted-files">
          <ul className="my-1 flex flex-col gap-1">
            {remaining_files.map(({ path, code, reason }) => (
              <li key={path}>
                <span className="font-mono break-all">{path}</span>
                <span className="block text-quiet">{problemTitle(t, code) ?? reason}</span>
              </li>
            ))}
          </ul>
          <p>{t("erase.leftText")}</p>
          <Button className="mt-2" data-testid="erase-again" disabled={pending} onClick={onAgain}>
            {t("erase.tryAgain")}
          </Button>
        </Notice>
      )}
      <section aria-labelledby="proof" className="rounded-xl border border-line p-4 text-sm">
        <h3 id="proof" className="font-semibold">
          {t("erase.proof")}
        </h3>
        <p className="text-quiet">{t("erase.proofText", { entry: log_entry })}</p>
        <p className="mt-1 font-mono break-all select-all" data-testid="erase-proof">
          {log_hash}
        </p>
      </section>
      <div className="flex justify-end">
        <Button data-testid="erased-close" onClick={onClose}>
          {t("common.close")}
        </Button>
      </div>
    </div>
  );
}

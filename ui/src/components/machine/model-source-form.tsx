import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { machineKeys, type ModelPlace, type ModelSource, modelSourceQuery } from "@/api/machine";
import { unwrap } from "@/api/problem";
import { Loaded } from "@/components/loaded";
import { ProblemNotice } from "@/components/problem-notice";
import { AddressField } from "@/components/ui/address-field";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";

type Props = { place: ModelPlace | undefined };

/** Where speech models are downloaded from, and the folder they lie in. */
export function ModelSourceForm({ place }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const source = useQuery(modelSourceQuery(client));
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <Loaded query={source}>{(kept) => <Mirror key={JSON.stringify(kept)} kept={kept} />}</Loaded>
      {place && (
        <div>
          <h3 className="text-sm font-medium">{t("models.folder.title")}</h3>
          <p className="text-sm text-quiet">{t("models.folder.text")}</p>
          <p className="mt-1 font-mono text-xs leading-5 break-all" data-testid="model-folder">
            {place.path}
          </p>
        </div>
      )}
    </div>
  );
}

/** Whether an address can be a mirror's: encrypted, or on this computer. */
function isMirror(text: string): boolean {
  const url = URL.parse(text.trim());
  if (url?.username !== "" || url.password !== "" || url.search !== "") return false;
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
  );
}

function Mirror({ kept }: { kept: ModelSource }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const toast = useToast();
  const [mirror, setMirror] = useState(kept.mirror ?? "");
  const [official, setOfficial] = useState(kept.official ?? true);
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: (body: ModelSource) => unwrap(client.PUT("/api/v1/model-source", { body })),
    onSuccess: (now) => {
      queries.setQueryData(machineKeys.modelSource, now);
      toast.show({ text: t("models.source.saved") });
    },
  });
  const text = mirror.trim();
  const wrong = text !== "" && !isMirror(text);
  const changed = text !== (kept.mirror ?? "") || official !== (kept.official ?? true);
  return (
    <form
      noValidate
      data-testid="model-source"
      className="flex flex-col gap-4"
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (!wrong) save.mutate({ mirror: text === "" ? null : text, official });
      }}
    >
      <p className="text-sm text-quiet">{t("models.source.text")}</p>
      <AddressField
        label={t("models.source.mirror")}
        hint={t("models.source.mirrorHint")}
        error={tried && wrong ? t("models.source.wrong") : undefined}
        testId="model-mirror"
        value={mirror}
        onChange={setMirror}
      />
      <label className="flex min-h-8 items-start gap-3 text-sm">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-violet"
          data-testid="model-official"
          disabled={text === ""}
          checked={official || text === ""}
          onChange={(e) => setOfficial(e.target.checked)}
        />
        {t("models.source.official")}
      </label>
      <ProblemNotice cause={save.error} />
      <Button
        type="submit"
        className="self-start"
        data-testid="save-model-source"
        disabled={!changed || save.isPending}
      >
        {t("models.source.save")}
      </Button>
    </form>
  );
}

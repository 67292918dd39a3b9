import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";

import { type CompetencyDraft, type Draft, newCompetency } from "./draft";
import type { Dispatch } from "./editor-state";
import { type Faults, faultWords } from "./faults";

type Props = { draft: Draft; faults: Faults; dispatch: Dispatch };

/** What the position asks for; every question probes one of these. */
export function Competencies({ draft, faults, dispatch }: Props) {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="competencies" className="flex flex-col gap-3">
      <div>
        <h2 id="competencies" className="text-lg font-semibold">
          {t("positions.competencies")}
        </h2>
        <p className="text-sm text-quiet">{t("positions.competenciesHint")}</p>
      </div>
      <ul className="grid gap-2 sm:grid-cols-2" data-testid="competencies">
        {draft.competencies.map((competency, i) => (
          <CompetencyField
            key={competency.id}
            competency={competency}
            number={i + 1}
            draft={draft}
            faults={faults}
            dispatch={dispatch}
          />
        ))}
        <li>
          <Button
            look="quiet"
            data-testid="add-competency"
            onClick={() => dispatch({ do: "add-competency", competency: newCompetency() })}
          >
            <Plus aria-hidden />
            {t("positions.addCompetency")}
          </Button>
        </li>
      </ul>
    </section>
  );
}

type FieldProps = Props & { competency: CompetencyDraft; number: number };

function CompetencyField({ competency, number, draft, faults, dispatch }: FieldProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const { id, name } = competency;
  const fault = faults.get(`${id}.name`) ?? faults.get(`${id}.key`);
  const used = draft.questions.filter(({ competencyId }) => competencyId === id).length;
  const remove = () => {
    dispatch({ do: "delete-competency", id });
    const undo = () => dispatch({ do: "add-competency", competency, at: number - 1 });
    toast.show({
      text: t("positions.competencyDeleted", { name: name || t("positions.untitled") }),
      action: { label: t("common.undo"), onAction: undo },
    });
  };
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <div className="flex items-center gap-1">
        <Input
          aria-label={t("positions.competencyName", { number })}
          data-testid="competency-name"
          value={name}
          // A fresh one is there to be named.
          autoFocus={name === "" && competency.key === "" && number > 1}
          {...(fault && { "aria-invalid": true, "aria-describedby": `${id}-fault` })}
          onChange={(e) => dispatch({ do: "name-competency", id, name: e.target.value })}
        />
        <IconButton
          label={
            used > 0
              ? t("positions.competencyUsed", { count: used })
              : t("positions.deleteCompetency", { name: name || t("positions.untitled") })
          }
          unavailable={used > 0}
          onClick={remove}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {fault && (
        <p id={`${id}-fault`} className="text-sm font-medium text-violet-text">
          {faultWords(t, fault)}
        </p>
      )}
    </li>
  );
}

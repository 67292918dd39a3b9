import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";

type Props = {
  title: string;
  intro: string;
  action: string;
  /** The name to begin with. */
  name: string;
  /** Whose name alone it can be; absent where anybody may. */
  only?: string;
  busy: boolean;
  problem: unknown;
  children?: ReactNode;
  testId: string;
  onConfirm: (name: string) => void;
  onClose: () => void;
};

/** Asks for the name under something that cannot be taken back. */
export function NameDialog(props: Props) {
  const { title, intro, action, only, busy, problem, children, testId, onConfirm, onClose } = props;
  const { t } = useTranslation();
  const [name, setName] = useState(props.name);
  const other = only !== undefined && folded(name) !== folded(only);
  const ready = name.trim() !== "" && !other && !busy;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} intro={intro}>
      <form
        data-testid={testId}
        className="flex flex-col gap-4"
        onSubmit={(e) => {
          e.preventDefault();
          if (ready) onConfirm(name.trim());
        }}
      >
        {children}
        <Field
          label={t("scorecard.yourName")}
          error={other && name.trim() !== "" && t("scorecard.onlyRater", { name: only })}
        >
          {(wiring) => (
            <Input
              {...wiring}
              data-testid="closing-name"
              autoComplete="off"
              maxLength={200}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
        <ProblemNotice cause={problem} />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t("common.goBack")}</Button>
          <Button type="submit" look="primary" data-testid="confirm-close" disabled={!ready}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As the other side compares names. */
const folded = (name: string) => name.trim().split(/\s+/).join(" ").toLowerCase();

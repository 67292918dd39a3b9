import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { devicesQuery } from "@/api/queries";
import { Loaded } from "@/components/loaded";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";

type Props = {
  /** Name of the preferred microphone; null for the system's default. */
  value: string | null;
  onChange: (device: string | null) => void;
};

/** Which microphone to use where none is chosen. */
export function DeviceField({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { client } = useApi();
  const devices = useQuery(devicesQuery(client));
  const again = (
    <Button
      data-testid="refresh-devices"
      disabled={devices.isFetching}
      onClick={() => void devices.refetch()}
    >
      <RefreshCw aria-hidden />
      {t("microphoneCheck.refresh")}
    </Button>
  );
  return (
    <Loaded query={devices}>
      {(list) => {
        if (list.length === 0) {
          return (
            <Notice role="status" title={t("microphoneCheck.none")} testId="no-device">
              <p className="mb-2 text-quiet">{t("microphoneCheck.noneText")}</p>
              {again}
            </Notice>
          );
        }
        const gone = value !== null && list.every(({ name }) => name !== value);
        return (
          <div className="flex flex-wrap items-end gap-3">
            <div className="min-w-0 flex-1 basis-64">
              <Field
                label={t("microphoneCheck.device")}
                hint={gone && t("microphoneCheck.gone", { name: value })}
              >
                {(wiring) => (
                  <Select
                    {...wiring}
                    data-testid="preferred-device"
                    value={value ?? ""}
                    onChange={(e) => onChange(e.target.value === "" ? null : e.target.value)}
                  >
                    <option value="">{t("microphoneCheck.default")}</option>
                    {gone && <option value={value}>{value}</option>}
                    {list.map(({ name }) => (
                      <option key={name} value={name}>
                        {name}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            </div>
            {again}
          </div>
        );
      }}
    </Loaded>
  );
}

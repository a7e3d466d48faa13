import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { accountingKeys } from '@/lib/client/query-keys/accounting';
import {
  AccountingSettingsBody,
  type SetVoShare,
  type UpdateAccountingSettings,
  VoShareBody,
} from '@/lib/contracts/accounting';
import { api } from '@/lib/utils/paths';

export const setVoShare = () =>
  mutationOptions({
    mutationFn: (body: SetVoShare) => sendJson('POST', api.voShares(), VoShareBody, { body }),
    onSuccess: (_share, _body, _kept, { client }) => void client.invalidateQueries({ queryKey: accountingKeys.all() }),
  });

export const updateAccountingSettings = () =>
  mutationOptions({
    mutationFn: (body: UpdateAccountingSettings) =>
      sendJson('POST', api.accountingSettings(), AccountingSettingsBody, { body }),
    onSuccess: (_settings, _body, _kept, { client }) =>
      void client.invalidateQueries({ queryKey: accountingKeys.all() }),
  });

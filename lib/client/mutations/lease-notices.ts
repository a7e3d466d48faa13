import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { noticeKeys } from '@/lib/client/query-keys/lease-notices';
import {
  type CreateLeaseRule,
  type CreateWebhook,
  LeaseRule,
  type MarkNotices,
  NoticesMarked,
  WebhookMade,
  WebhookRemoved,
} from '@/lib/contracts/lease-notices';
import { MailPreference, MailSettings, type SetMailPreference, type SetMailSettings } from '@/lib/contracts/mail';
import { api } from '@/lib/utils/paths';

const readAgain = (client: QueryClient): void => void client.invalidateQueries({ queryKey: noticeKeys.all() });

export const markNotices = () =>
  mutationOptions({
    mutationFn: (body: MarkNotices) => sendJson('POST', api.markNotices(), NoticesMarked, { body }),
    onSuccess: (_marked, _body, _kept, { client }) => readAgain(client),
  });

export const createLeaseRule = () =>
  mutationOptions({
    mutationFn: (body: CreateLeaseRule) => sendJson('POST', api.leaseRules(), LeaseRule, { body }),
    onSuccess: (_rule, _body, _kept, { client }) => readAgain(client),
  });

export const removeLeaseRule = () =>
  mutationOptions({
    mutationFn: (id: string) => sendJson('DELETE', api.leaseRule(id), LeaseRule, { body: {} }),
    onSuccess: (_rule, _id, _kept, { client }) => readAgain(client),
  });

export const createWebhook = () =>
  mutationOptions({
    mutationFn: (body: CreateWebhook) => sendJson('POST', api.leaseWebhooks(), WebhookMade, { body }),
    onSuccess: (_made, _body, _kept, { client }) => readAgain(client),
  });

export const removeWebhook = () =>
  mutationOptions({
    mutationFn: (id: string) => sendJson('DELETE', api.leaseWebhook(id), WebhookRemoved, { body: {} }),
    onSuccess: (_removed, _id, _kept, { client }) => readAgain(client),
  });

export const setMailSettings = () =>
  mutationOptions({
    mutationFn: (body: SetMailSettings) => sendJson('POST', api.mailSettings(), MailSettings, { body }),
    onSuccess: (_settings, _body, _kept, { client }) => readAgain(client),
  });

export const removeMailSettings = () =>
  mutationOptions({
    mutationFn: () => sendJson('DELETE', api.mailSettings(), MailSettings, { body: {} }),
    onSuccess: (_settings, _body, _kept, { client }) => readAgain(client),
  });

export const testMail = () =>
  mutationOptions({
    mutationFn: () => sendJson('POST', api.testMail(), MailSettings, { body: {} }),
    onSuccess: (_settings, _body, _kept, { client }) => readAgain(client),
  });

export const setMailPreference = () =>
  mutationOptions({
    mutationFn: (body: SetMailPreference) => sendJson('POST', api.mailPreference(), MailPreference, { body }),
    onSuccess: (_preference, _body, _kept, { client }) => readAgain(client),
  });

import type { OperationKind } from '@/lib/domain/operation';
import type { Handler } from '@/lib/agent/worker/run';
import { buildImageHandler } from './build-image/handler';
import { collectImagesHandler } from './collect-images/handler';
import { coldMoveDomainHandler } from './cold-move/handler';
import { keepDisksHandler } from './keep-disks/handler';
import { keepColdMoveHandler } from './cold-move/keep-handler';
import { planColdMoveHandler } from './cold-move/plan-handler';
import { returnColdMoveHandler } from './cold-move/return-handler';
import { createDomainHandler } from './create-domain/handler';
import { defineDomainHandler } from './define-domain';
import { deleteDomainHandler } from './delete-domain/handler';
import { makeNetworkHandler } from './site-networks/make-network';
import { removeNetworkHandler } from './site-networks/remove-network';
import { proveCleanHandler } from './prove-clean/handler';
import { destroyDomainHandler } from './destroy-domain';
import { checkDomainDriftHandler } from './domain-drift/check-handler';
import { remedyDomainDriftHandler } from './domain-drift/remedy-handler';
import { editDomainHandler } from './edit-domain';
import { discardSavedDomainHandler } from './discard-saved-domain';
import { fenceHostHandler } from './fence-host/handler';
import { closeSlotsHandler } from './close-slots';
import { forgetCopyHandler } from './forget-copy';
import { openSlotsHandler } from './open-slots';
import { migrateDomainHandler } from './migrate-domain/handler';
import { pauseDomainHandler } from './pause-domain';
import { rebootDomainHandler } from './reboot-domain';
import { recoverDomainHandler } from './recover-domain';
import { resetDomainHandler } from './reset-domain';
import { resizeDomainHandler } from './resize-domain';
import { restoreDomainHandler } from './restore-domain';
import { resumeDomainHandler } from './resume-domain';
import { runCampaignCellHandler } from './run-campaign-cell/handler';
import { runBenchmarkHandler } from './run-benchmark/handler';
import { runProbesHandler } from './run-probes';
import { saveDomainHandler } from './save-domain';
import { shutdownDomainHandler } from './shutdown-domain';
import { startDomainHandler } from './start-domain';
import { testConnectionHandler } from './test-connection';
import { undefineDomainHandler } from './undefine-domain';

/** Exactly one handler a kind: a kind without one, or with two, does not compile. */
const HANDLERS: { readonly [Kind in OperationKind]: Handler<Kind> } = {
  'start-domain': startDomainHandler,
  'shutdown-domain': shutdownDomainHandler,
  'destroy-domain': destroyDomainHandler,
  'reboot-domain': rebootDomainHandler,
  'reset-domain': resetDomainHandler,
  'pause-domain': pauseDomainHandler,
  'resume-domain': resumeDomainHandler,
  'save-domain': saveDomainHandler,
  'restore-domain': restoreDomainHandler,
  'discard-saved-domain': discardSavedDomainHandler,
  'resize-domain': resizeDomainHandler,
  'define-domain': defineDomainHandler,
  'undefine-domain': undefineDomainHandler,
  'create-domain': createDomainHandler,
  'delete-domain': deleteDomainHandler,
  'make-network': makeNetworkHandler,
  'remove-network': removeNetworkHandler,
  'prove-clean': proveCleanHandler,
  'edit-domain': editDomainHandler,
  'migrate-domain': migrateDomainHandler,
  'plan-cold-move': planColdMoveHandler,
  'cold-move-domain': coldMoveDomainHandler,
  'keep-cold-move': keepColdMoveHandler,
  'return-cold-move': returnColdMoveHandler,
  'keep-disks': keepDisksHandler,
  'run-benchmark': runBenchmarkHandler,
  'fence-host': fenceHostHandler,
  'recover-domain': recoverDomainHandler,
  'close-slots': closeSlotsHandler,
  'open-slots': openSlotsHandler,
  'forget-copy': forgetCopyHandler,
  'run-probes': runProbesHandler,
  'check-domain-drift': checkDomainDriftHandler,
  'remedy-domain-drift': remedyDomainDriftHandler,
  'build-image': buildImageHandler,
  'collect-images': collectImagesHandler,
  'run-campaign-cell': runCampaignCellHandler,
  'test-connection': testConnectionHandler,
};

/** The runner gives a handler only runs of its own kind, which is what the widening states. */
export const handlerOf = (kind: OperationKind): Handler<OperationKind> =>
  HANDLERS[kind] as unknown as Handler<OperationKind>;

/** @throws at boot where a handler stands under another kind's name. */
export function checkHandlers(): void {
  for (const [kind, handler] of Object.entries(HANDLERS)) {
    if (handler.kind !== kind) throw new Error(`the handler of ${handler.kind} is registered as ${kind}`);
  }
}

import { listOf, NO, YES } from '../claim';
import { cell, type DocumentedColumn } from './cell';

const NOT_SUPPORTED = '"Not supported by the connection driver" is its answer.';

/** libvirt's own mock: it takes commands and runs nothing. */
export const LIBVIRT_TEST: DocumentedColumn = {
  hosted: cell(
    { verdict: 'is', words: 'In memory' },
    'Lives in the process that opens it; no machine is behind it.',
    'drvTest',
  ),
  architectures: cell(
    listOf(['i686']),
    'What its default description says. Another description may say otherwise.',
    'testDriver',
    'drvTest',
  ),
  'guest-modes': cell({ verdict: 'yes', words: 'HVM, PV' }, 'Both in name only: no guest runs.', 'testDriver'),
  '64-bit': cell(NO, 'Its default description has 32-bit guests.', 'testDriver'),
  smp: cell(YES, 'Up to 32 CPUs in name.', 'testDriver'),
  'live-migration': cell(NO, NOT_SUPPORTED, 'testDriver'),
  cancel: cell(NO, NOT_SUPPORTED, 'testDriver'),
  progress: cell(NO, NOT_SUPPORTED, 'testDriver'),
  'bandwidth-cap': cell(NO, NOT_SUPPORTED, 'testDriver'),
  'downtime-cap': cell(NO, NOT_SUPPORTED, 'testDriver'),
  'auto-converge': cell(NO, 'It cannot move a domain at all.', 'testDriver'),
  'post-copy': cell(NO, 'It cannot move a domain at all.', 'testDriver'),
  'copy-storage': cell(NO, 'It cannot move a domain at all.', 'testDriver'),
  snapshots: cell(YES, 'Made and listed; there is no disk in them.', 'testDriver', 'hvsupport'),
  consoles: cell(NO, NOT_SUPPORTED, 'testDriver'),
  isolation: cell(
    { verdict: 'no', words: 'None' },
    'It names a security model, but there is nothing to keep apart.',
    'testDriver',
  ),
};

import { Box, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { requestCode } from '@marginiq/domain/request-code';
import { shownDiscountBp } from '@marginiq/domain/shown-discount';
import type { RequestView } from '@marginiq/sync/replica/overlay';
import { t } from '@marginiq/ui/messages';
import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import { marginText } from '../request/margin-words.ts';
import { ownerWords } from './owner-words.ts';
import { RequestStatusBadge } from './request-status.tsx';
import classes from './request-table.module.css';
import { useDeadline } from './use-deadline.ts';

const WIDE_ROW_PX = 60;
const NARROW_ROW_PX = 112;

interface RowProps {
  view: RequestView;
  showOwner: boolean;
}

/** Its number, who or what it is about, and until when it waits. */
function Meta({ view, showOwner }: RowProps) {
  const { request } = view;
  const deadline = useDeadline(view)?.short;
  const code = requestCode(request.id);
  const detail = showOwner ? ownerWords(request) : (request.items[0]?.name ?? '');
  return deadline === undefined
    ? t('requests.meta', { code, detail })
    : t('requests.metaDeadline', { code, detail, deadline });
}

function WideRow({ view, showOwner }: RowProps) {
  const { request } = view;
  const formats = useFormats();
  const { total } = request.evaluation;
  return (
    <>
      <div>
        <Text size="sm" fw={600} truncate>
          {request.customerName}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          <Meta view={view} showOwner={showOwner} />
        </Text>
      </div>
      <RequestStatusBadge view={view} />
      <Text size="sm" ta="right">
        {formats.money(total.netMinor)}
      </Text>
      <Text size="sm" ta="right">
        {formats.percent(shownDiscountBp(request))}
      </Text>
      <Text size="sm" ta="right">
        {marginText(total, formats)}
      </Text>
      <Text size="sm" ta="right" c="dimmed">
        {formats.date(request.changedAt)}
      </Text>
    </>
  );
}

function NarrowRow({ view, showOwner }: RowProps) {
  const { request } = view;
  const formats = useFormats();
  const { total } = request.evaluation;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {request.customerName}
        </Text>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {formats.date(request.changedAt)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate mb={6}>
        <Meta view={view} showOwner={showOwner} />
      </Text>
      <Group justify="space-between" wrap="nowrap">
        <RequestStatusBadge view={view} />
        <Text size="sm" ta="right" style={{ flexShrink: 0 }}>
          {t('requests.figures', {
            net: formats.money(total.netMinor),
            discount: formats.percent(shownDiscountBp(request)),
          })}
        </Text>
      </Group>
    </div>
  );
}

/** However many there are, only what is on the screen is drawn. */
export function RequestTable({ views, showOwner }: { views: RequestView[]; showOwner: boolean }) {
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const list = useRef<HTMLUListElement>(null);
  const rows = useWindowVirtualizer({
    count: views.length,
    estimateSize: () => (wide ? WIDE_ROW_PX : NARROW_ROW_PX),
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => views[index]?.request.id ?? index,
  });
  return (
    <div>
      {wide ? (
        <div className={classes.head} aria-hidden="true">
          <span>{t('requests.customer')}</span>
          <span>{t('requests.status')}</span>
          <span>{t('requests.net')}</span>
          <span>{t('requests.discount')}</span>
          <span>{t('requests.margin')}</span>
          <span>{t('requests.changed')}</span>
        </div>
      ) : null}
      <Box ref={list} component="ul" className={classes.list} h={rows.getTotalSize()}>
        {rows.getVirtualItems().map((item) => {
          const view = views[item.index];
          if (view === undefined) return null;
          return (
            <li
              key={item.key}
              className={classes.item}
              style={{ height: item.size, transform: `translateY(${item.start - rows.options.scrollMargin}px)` }}
            >
              <Link
                to="/requests/$requestId"
                params={{ requestId: view.request.id }}
                state={{ from: 'requests' }}
                className={wide ? classes.row : classes.narrow}
              >
                {wide ? <WideRow view={view} showOwner={showOwner} /> : <NarrowRow view={view} showOwner={showOwner} />}
              </Link>
            </li>
          );
        })}
      </Box>
    </div>
  );
}

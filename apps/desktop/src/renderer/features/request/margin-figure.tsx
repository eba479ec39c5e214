import type { Margin } from '@marginiq/contract/evaluation';
import { t } from '@marginiq/ui/messages';
import { memo } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import { isGivenAway, marginText } from './margin-words.ts';
import classes from './panel.module.css';

function marginClass(marginBp: number): string | undefined {
  return marginBp < 500 ? classes.bad : marginBp < 1_500 ? classes.low : classes.good;
}

/** The margin, large: what the CFO asks first. */
export const MarginFigure = memo(function MarginFigure({ total }: { total: Margin }) {
  const formats = useFormats();
  const givenAway = isGivenAway(total);
  return (
    <div className={classes.row}>
      <div>
        <div className={classes.small}>{t('verdict.margin')}</div>
        <div
          className={`${classes.margin} ${givenAway ? classes.bad : marginClass(total.marginBp)}`}
          data-testid="margin"
        >
          {marginText(total, formats)}
        </div>
      </div>
      <span className={`${classes.label} ${classes.value}`}>{formats.money(total.marginMinor)}</span>
    </div>
  );
});

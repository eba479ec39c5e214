import { Alert, Text } from '@mantine/core';
import type { DiscountRequest } from '@marginiq/contract/discount-request';
import { awaitsOwner } from '@marginiq/domain/status';
import { t } from '@marginiq/ui/messages';
import { useFormats } from '../../app/workspace-context.ts';

/** The approver's requested changes, with the suggested discount. @param filled the form below already has it */
export function ChangesRequested({ request, filled = false }: { request: DiscountRequest; filled?: boolean }) {
  const formats = useFormats();
  const last = request.steps.findLast(({ kind }) => kind === 'requestAdjustment');
  if (!awaitsOwner(request) || last === undefined) return null;
  const { by, note, suggestedDiscountBp } = last;
  return (
    <Alert
      color="orange"
      title={t('requestForm.asksForChanges', { name: by.name })}
      style={{ overflowWrap: 'anywhere' }}
      data-testid="changes-requested"
    >
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {note}
      </Text>
      {suggestedDiscountBp === null ? null : (
        <Text size="sm" fw={600} mt={4}>
          {t(filled ? 'requestForm.suggestedFilled' : 'requestForm.suggested', {
            discount: formats.percent(suggestedDiscountBp),
          })}
        </Text>
      )}
    </Alert>
  );
}

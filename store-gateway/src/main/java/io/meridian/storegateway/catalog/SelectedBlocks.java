package io.meridian.storegateway.catalog;

import io.meridian.blocks.KnownBlock;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.service.relabel.Relabelling;
import java.util.function.Predicate;

/**
 * Blocks that rules keep, by their external labels and their name, which is the label {@value
 * #BLOCK_ID}. What else the rules change has no effect.
 */
public record SelectedBlocks(Relabelling rules) implements Predicate<KnownBlock> {
  private static final String BLOCK_ID = "__block_id";

  @Override
  public boolean test(KnownBlock block) {
    Labels labels =
        LabelsBuilder.from(block.labels()).set(BLOCK_ID, block.ulid().toString()).build();
    return rules.apply(labels).isPresent();
  }
}

package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.Tile;
import java.util.Optional;

/** A map that gives series other labels and leaves their samples as they are. */
public final class RelabelOperator implements Operator {
  private final Operator input;
  private final Relabelling relabelling;

  /** A map over an operator, which it owns. */
  public RelabelOperator(Operator input, Relabelling relabelling) {
    this.input = input;
    this.relabelling = relabelling;
  }

  /** What becomes of a series' labels. Used by one thread at a time. */
  @FunctionalInterface
  public interface Relabelling {
    /**
     * Adds a series' new labels, packed, to a sink.
     *
     * @param dropsName whether the series' name was to be dropped
     * @return whether it is to be dropped from now on
     */
    boolean apply(byte[] packed, int from, int to, boolean dropsName, LabelBytes into);
  }

  @Override
  public StepGrid steps() {
    return input.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    return input.next().map(below -> new Block(labels(below), below));
  }

  private BlockLabels labels(SeriesBlock block) {
    LabelBytes bytes = new LabelBytes();
    int[] ends = new int[block.size()];
    boolean[] dropsName = new boolean[block.size()];
    for (int i = 0; i < block.size(); i++) {
      dropsName[i] =
          relabelling.apply(
              block.labelBytes(i),
              block.labelsFrom(i),
              block.labelsTo(i),
              block.dropsName(i),
              bytes);
      ends[i] = bytes.length();
    }
    BlockLabels labels = new BlockLabels(block.size());
    for (int i = 0; i < block.size(); i++) {
      labels.add(bytes.bytes(), i == 0 ? 0 : ends[i - 1], ends[i], dropsName[i]);
    }
    return labels;
  }

  @Override
  public void finish() {
    input.finish();
  }

  @Override
  public void close() {
    input.close();
  }

  private static final class Block extends LabelledBlock {
    private final SeriesBlock below;

    Block(BlockLabels labels, SeriesBlock below) {
      super(labels);
      this.below = below;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      below.evaluate(from, to, into);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}

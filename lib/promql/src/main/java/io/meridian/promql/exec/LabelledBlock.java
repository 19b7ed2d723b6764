package io.meridian.promql.exec;

/** A block whose labels stand in a {@link BlockLabels}. */
abstract class LabelledBlock implements SeriesBlock {
  private final BlockLabels labels;

  LabelledBlock(BlockLabels labels) {
    this.labels = labels;
  }

  @Override
  public final int size() {
    return labels.size();
  }

  @Override
  public final byte[] labelBytes(int series) {
    return labels.bytes(series);
  }

  @Override
  public final int labelsFrom(int series) {
    return labels.from(series);
  }

  @Override
  public final int labelsTo(int series) {
    return labels.to(series);
  }

  @Override
  public final boolean dropsName(int series) {
    return labels.dropsName(series);
  }

  @Override
  public void close() {}
}

package io.meridian.storeapi.order;

/** A walk that shows another one's current series; only how it moves is its own. */
public abstract class ForwardedSeries implements FinalSeries {
  /** The walk that has the current series. */
  protected abstract FinalSeries current();

  @Override
  public final byte[] labelBytes() {
    return current().labelBytes();
  }

  @Override
  public final int labelsFrom() {
    return current().labelsFrom();
  }

  @Override
  public final int labelsTo() {
    return current().labelsTo();
  }

  @Override
  public final byte[] chunkBytes() {
    return current().chunkBytes();
  }

  @Override
  public final int chunksFrom() {
    return current().chunksFrom();
  }

  @Override
  public final int chunksTo() {
    return current().chunksTo();
  }
}

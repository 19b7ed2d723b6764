package io.meridian.tsdb.index;

import io.meridian.model.QueryContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody holds of a query's memory at the moment; given back when this is closed. For one
 * thread.
 */
public final class ChargedBytes implements AutoCloseable {
  private final QueryContext context;
  private final List<ChargedBytes> parts = new ArrayList<>();
  private long held;

  public ChargedBytes(QueryContext context) {
    this.context = context;
  }

  /**
   * Says how many bytes are held from now on.
   *
   * @throws io.meridian.model.LimitExceededException if the query may not hold as many; what was
   *     held before still is
   */
  public void hold(long bytes) {
    if (bytes > held) {
      context.charge(bytes - held);
    } else {
      context.release(held - bytes);
    }
    held = bytes;
  }

  /** What is held beside this, and given back with it. */
  ChargedBytes part() {
    ChargedBytes part = new ChargedBytes(context);
    parts.add(part);
    return part;
  }

  @Override
  public void close() {
    hold(0);
    parts.forEach(ChargedBytes::close);
  }
}

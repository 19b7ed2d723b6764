package io.meridian.service.trace;

import java.util.Optional;
import java.util.function.BiConsumer;

/** No span. */
final class NoSpan implements Span {
  @Override
  public Span call(String name) {
    return this;
  }

  @Override
  public Optional<String> traceId() {
    return Optional.empty();
  }

  @Override
  public void headers(BiConsumer<String, String> to) {}

  @Override
  public void put(String key, String value) {}

  @Override
  public void put(String key, long value) {}

  @Override
  public void fail(String why) {}

  @Override
  public void end() {}

  @Override
  public Current enter() {
    return () -> {};
  }

  @Override
  public boolean isOver() {
    return false;
  }
}

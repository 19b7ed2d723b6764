package io.meridian.service.trace;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** A span of the SDK. One that was not chosen is told nobody of, but has its place in its trace. */
final class OtlpSpan implements Span {
  private final Tracer tracer;
  private final io.opentelemetry.api.trace.Span span;
  private final AtomicBoolean over = new AtomicBoolean();

  OtlpSpan(Tracer tracer, SpanKind kind, String name, Context parent) {
    this.tracer = tracer;
    span = tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
  }

  @Override
  public Span call(String name) {
    return new OtlpSpan(tracer, SpanKind.CLIENT, name, Context.root().with(span));
  }

  @Override
  public Optional<String> traceId() {
    return Optional.of(span.getSpanContext().getTraceId());
  }

  @Override
  public void headers(BiConsumer<String, String> to) {
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span),
            to,
            (target, name, value) -> {
              if (target != null) {
                target.accept(name, value);
              }
            });
  }

  @Override
  public void put(String key, String value) {
    span.setAttribute(key, value);
  }

  @Override
  public void put(String key, long value) {
    span.setAttribute(key, value);
  }

  @Override
  public void fail(String why) {
    span.setStatus(StatusCode.ERROR, why);
  }

  @Override
  public void end() {
    if (over.compareAndSet(false, true)) {
      span.end();
    }
  }

  @Override
  public Current enter() {
    return CurrentSpan.enter(this);
  }

  @Override
  public boolean isOver() {
    return over.get();
  }
}

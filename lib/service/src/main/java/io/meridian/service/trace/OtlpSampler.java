package io.meridian.service.trace;

import io.meridian.service.trace.TracingConfig.Sampling;
import io.opentelemetry.sdk.trace.samplers.Sampler;

/** What the SDK chooses by. */
final class OtlpSampler {
  private OtlpSampler() {}

  static Sampler of(Sampling sampling) {
    Sampler own = own(sampling.share());
    return sampling.followsCaller() ? Sampler.parentBased(own) : own;
  }

  private static Sampler own(double share) {
    if (share >= 1) {
      return Sampler.alwaysOn();
    }
    return share <= 0 ? Sampler.alwaysOff() : Sampler.traceIdRatioBased(share);
  }
}

package io.meridian.receiver.write;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.model.UnavailableException;
import io.meridian.service.http.BodyTooLargeException;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.RequestBody;
import io.meridian.service.http.Response;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Answers remote write. What an answer makes a sender do decides which it is: Prometheus tries
 * again after 5xx only and drops what it gets 4xx for; vmagent tries again for ever but after 400,
 * 409 and 415. So:
 *
 * <ul>
 *   <li>204: all is stored, or was before;
 *   <li>400: undecodable, or some samples are refused and the others are stored;
 *   <li>413: too large (for vmagent 400);
 *   <li>415: of a type or in an encoding that is not known, upon which vmagent turns to snappy;
 *   <li>429: new series are refused because the tenant has as many as it may have, the others are
 *       stored; or the tenant itself is one too many;
 *   <li>503 with {@code Retry-After}: overload, a log that takes nothing, no quorum, or more
 *       samples a second than the tenant may send: nothing is lost if it comes again.
 * </ul>
 *
 * <p>Every answer tells in {@code X-Prometheus-Remote-Write-…-Written} how much of the request is
 * stored.
 */
public final class RemoteWrite implements Handler {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int TOO_LARGE = 413;
  private static final int INVALID = 400;
  private static final int UNAVAILABLE = 503;

  private final String replicaHeader;
  private final Function<Request, String> tenants;
  private final WriteLimits limits;
  private final TenantBound bound;
  private final WriteTarget target;
  private final WriteCounters counters;
  private final ScratchPool pool;
  private final LongSupplier nanos;

  /**
   * An endpoint.
   *
   * @param replicaHeader the header that says which copy of a request one is
   * @param tenants says whose request one is, and throws an {@link InvalidRequestException} if that
   *     is nobody
   * @param bound how many tenants there may be
   * @param memory what requests of usual size may take to be decoded, and as much for larger ones
   * @param largest how large a request may be at most
   * @param nanos a clock for rates
   */
  public RemoteWrite(
      String replicaHeader,
      Function<Request, String> tenants,
      WriteLimits limits,
      TenantBound bound,
      WriteTarget target,
      WriteCounters counters,
      long memory,
      int largest,
      LongSupplier nanos) {
    this.replicaHeader = replicaHeader;
    this.tenants = tenants;
    this.limits = limits;
    this.bound = bound;
    this.target = target;
    this.counters = counters;
    this.pool = ScratchPool.of(memory, largest, PATIENCE);
    this.nanos = nanos;
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    Response answer = answer(request);
    counters.answered(answer.status());
    return answer;
  }

  private Response answer(Request request) throws InterruptedException {
    try {
      return write(request);
    } catch (RefusedWriteException e) {
      return refused(status(e.status(), request), e, e.retryAfter());
    } catch (BodyTooLargeException | LimitExceededException e) {
      return refused(status(TOO_LARGE, request), e, Duration.ZERO);
    } catch (InvalidRequestException e) {
      return refused(INVALID, e, Duration.ZERO);
    } catch (OverloadedException e) {
      return refused(UNAVAILABLE, e, SOON);
    } catch (UnavailableException e) {
      return refused(UNAVAILABLE, e, LATER);
    }
  }

  private static Response refused(int status, RuntimeException why, Duration retryAfter) {
    return WriteAnswer.refused(status, String.valueOf(why.getMessage()), retryAfter);
  }

  /** The status for a sender: vmagent would send what is too large again and again. */
  private static int status(int status, Request request) {
    boolean vmagent =
        request.headers().first("X-VictoriaMetrics-Remote-Write-Version").isPresent()
            || request
                .headers()
                .first("User-Agent")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .startsWith("vmagent");
    return status == TOO_LARGE && vmagent ? INVALID : status;
  }

  private Response write(Request request) throws InterruptedException {
    WireFormat format = WireFormat.of(request.headers());
    WriteOrigin origin =
        new WriteOrigin(tenants.apply(request), host(request.peer().address()), replica(request));
    bound.check(origin.tenant());
    TenantLimits allowed = limits.of(origin.tenant());
    requireRate(origin.tenant(), allowed);
    requireLength(request, allowed.request().bytes());
    RequestBody body = request.body();
    if (body.length() > allowed.request().bytes()) {
      throw RequestLimits.tooLarge("as it came", body.length(), allowed.request().bytes());
    }
    try (ScratchPool.Turn turn = pool.take(Decompression.isLarge(format.encoding(), body))) {
      return write(origin, format, body, allowed, turn.scratch());
    }
  }

  private Response write(
      WriteOrigin origin,
      WireFormat format,
      RequestBody body,
      TenantLimits allowed,
      WriteScratch scratch)
      throws InterruptedException {
    WriteBatch batch = scratch.decode(format, body, allowed.request().bytes());
    counters.decompressed(body.length(), scratch.decompressedBytes());
    allowed.request().check(batch);
    bound.admit(origin.tenant());
    WriteReport report = target.write(origin, batch, allowed.series());
    TenantCounters tenant = counters.of(origin.tenant());
    tenant.count(report);
    if (allowed.hasRate()) {
      tenant.rate().spend(report.samples(), allowed.samplesPerSecond(), nanos.getAsLong());
    }
    return WriteAnswer.of(report);
  }

  private void requireRate(String tenant, TenantLimits allowed) {
    if (allowed.hasRate()) {
      double rate = allowed.samplesPerSecond();
      Duration pause = counters.rate(tenant).pause(rate, nanos.getAsLong());
      if (!pause.isZero()) {
        throw new RefusedWriteException(
            UNAVAILABLE,
            "the tenant \"%s\" sends more than the %.0f samples a second that it may; nothing is lost if it sends this again later"
                .formatted(tenant, rate),
            pause);
      }
    }
  }

  /** Refuses a body that says it is too large before it is read. */
  private static void requireLength(Request request, int allowed) {
    String length = request.headers().first("Content-Length").orElse("");
    if (length.length() > 18 || (length.matches("[0-9]+") && Long.parseLong(length) > allowed)) {
      throw new RefusedWriteException(
          TOO_LARGE,
          "the request is too large: its body has %s bytes, %d are allowed; send fewer samples a request"
              .formatted(length, allowed));
    }
  }

  private int replica(Request request) {
    String text = request.headers().first(replicaHeader).orElse("0");
    try {
      int replica = Integer.parseInt(text);
      if (replica >= 0) {
        return replica;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new InvalidRequestException(
        "the header %s must be a number from 0 on, was \"%s\"".formatted(replicaHeader, text));
  }

  private static String host(String address) {
    int port = address.lastIndexOf(':');
    return port < 0 ? address : address.substring(0, port);
  }
}

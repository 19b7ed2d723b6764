package io.meridian.receiver.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.ServerServiceDefinition;
import io.meridian.api.thanos.WriteableStoreGrpc;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import io.meridian.receiver.message.Bytes;
import io.meridian.receiver.message.Fields;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.grpc.RawService;
import io.meridian.service.grpc.RpcCall;
import io.meridian.service.grpc.TenantMetadata;
import io.meridian.service.grpc.WireMessage;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;

/**
 * {@code thanos.WriteableStore}: takes what other receivers send, ours and Thanos' of any age. A
 * request has one tenant's series (fields 1 and 2) or, then these do not count, several tenants'
 * (field 4). Its replica (field 3) is the number of the copy plus one; zero asks to replicate it.
 * What is said of metrics is our own field: Thanos' receivers neither send it nor read it. So is
 * what an answer says: who reads it may send series of several copies in one request, as the
 * replica 65535, which any other receiver of a ring refuses as too high.
 *
 * <pre>
 *   WriteRequest  := timeseries:1* tenant:2 replica:3 tenantData:4* metadata:1000*
 *   tenantData    := timeseries:1* tenant:2
 *   WriteResponse := keepsAnyCopy:8001
 * </pre>
 */
public final class WriteableStore {
  /** The field of metadata; its messages are those of remote write 1.0. */
  static final int METADATA = 1000;

  /** The field of an answer that says so. */
  private static final int KEEPS_ANY_COPY = 8001;

  private static final WireMessage ANSWER = answer();

  private static final int SPARE = 16;

  private final WriteTarget target;
  private final Function<String, SeriesLimits> limits;
  private final ArrayBlockingQueue<Scratch> spare = new ArrayBlockingQueue<>(SPARE);

  /**
   * A service.
   *
   * @param limits which new series a tenant may have
   */
  public WriteableStore(WriteTarget target, Function<String, SeriesLimits> limits) {
    this.target = target;
    this.limits = limits;
  }

  /** The service as a server takes it. */
  public ServerServiceDefinition definition() {
    return RawService.of(WriteableStoreGrpc.getServiceDescriptor())
        .unary(WriteableStoreGrpc.getRemoteWriteMethod(), this::write)
        .definition();
  }

  private static WireMessage answer() {
    Bytes answer = new Bytes().addVarint(KEEPS_ANY_COPY << 3).addVarint(1);
    return WireMessage.of(answer.array(), 0, answer.size());
  }

  private static final class Scratch {
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
    private final WriteBatch batch = new WriteBatch();
  }

  /** What came of one tenant, as a remote write 1.0 request. */
  private record Part(String tenant, WireMessage request) {}

  private WireMessage write(RpcCall call, WireMessage request) {
    take(call.peer(), request);
    return ANSWER;
  }

  /** Whether an answer says that its receiver keeps what it gets, whichever copy it is. */
  static boolean keepsAnyCopy(WireMessage answer) {
    Fields fields = new Fields(answer.bytes(), answer.from(), answer.to());
    boolean keeps = false;
    while (fields.next()) {
      keeps |= fields.number() == KEEPS_ANY_COPY && fields.value() == 1;
    }
    return keeps;
  }

  /** Takes a message from a sender of that address. */
  void take(String sender, WireMessage request) {
    byte[] bytes = request.bytes();
    Message message = new Message(bytes, request.from(), request.to());
    List<Part> parts = new ArrayList<>();
    if (message.tenantData.isEmpty()) {
      parts.add(message.part());
    } else {
      for (int[] place : message.tenantData) {
        parts.add(new Message(bytes, place[0], place[1]).part());
      }
    }
    Optional<WriteReport> refused = Optional.empty();
    for (Part part : parts) {
      WriteReport report = write(sender, part, message.replica);
      refused = refused.or(() -> Optional.of(report).filter(r -> r.refused().isPresent()));
    }
    if (refused.isPresent()) {
      throw Refusals.thrown(refused.get(), refused.get().refused().orElseThrow());
    }
  }

  private static final WriteReport NOTHING =
      new WriteReport(0, 0, 0, 0, 0, Map.of(), Optional.empty());

  private WriteReport write(String sender, Part part, int replica) {
    if (part.request.length() == 0) {
      return NOTHING; // somebody wants to know whether we are here
    }
    Scratch taken = spare.poll();
    Scratch scratch = taken == null ? new Scratch() : taken;
    try {
      WireMessage request = part.request;
      scratch.decoder.decode(request.bytes(), request.from(), request.to(), scratch.batch);
      return target.write(
          new WriteOrigin(part.tenant, sender, replica), scratch.batch, limits.apply(part.tenant));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the receiver is about to stop", e);
    } finally {
      spare.offer(scratch);
    }
  }

  /** The fields of a request or of one tenant's part of it. */
  private static final class Message {
    private static final byte METADATA_TAG = 0x1a;

    private final byte[] bytes;
    private String tenant = TenantMetadata.DEFAULT;
    private int replica;
    private final List<int[]> tenantData = new ArrayList<>();
    private int seriesFrom;
    private int seriesTo;
    private final Bytes apart = new Bytes();

    /** Fields of a remote write 1.0 request. */
    private final Bytes metadata = new Bytes();

    Message(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      Fields fields = new Fields(bytes, from, to);
      while (fields.next()) {
        read(fields);
      }
      if (!fields.isWhole()) {
        throw new InvalidRequestException(
            "thanos.WriteRequest: the message is damaged behind byte " + (fields.fieldAt() - from));
      }
    }

    private void read(Fields fields) {
      switch (fields.number()) {
        case 1 -> addSeries(fields);
        case 2 -> {
          int length = fields.contentTo() - fields.contentFrom();
          tenant = new String(bytes, fields.contentFrom(), length, UTF_8);
        }
        case 3 -> {
          if (fields.value() < 0 || fields.value() > Integer.MAX_VALUE) {
            throw new InvalidRequestException("replica " + fields.value() + " cannot be");
          }
          replica = (int) fields.value();
        }
        case 4 -> tenantData.add(new int[] {fields.contentFrom(), fields.contentTo()});
        case METADATA ->
            metadata
                .add(METADATA_TAG)
                .addVarint(fields.contentTo() - fields.contentFrom())
                .add(bytes, fields.contentFrom(), fields.contentTo());
        default -> {} // of a later version
      }
    }

    /** Series stand one behind the other; where they do not, they are brought together. */
    private void addSeries(Fields fields) {
      if (apart.size() == 0 && (seriesTo == seriesFrom || seriesTo == fields.fieldAt())) {
        seriesFrom = seriesTo == seriesFrom ? fields.fieldAt() : seriesFrom;
        seriesTo = fields.contentTo();
        return;
      }
      moveApart();
      apart.add(bytes, fields.fieldAt(), fields.contentTo());
    }

    private void moveApart() {
      if (apart.size() == 0) {
        apart.add(bytes, seriesFrom, seriesTo);
      }
    }

    private Part part() {
      if (metadata.size() > 0) {
        moveApart();
        apart.add(metadata.array(), 0, metadata.size());
      }
      return apart.size() == 0
          ? new Part(tenant, WireMessage.of(bytes, seriesFrom, seriesTo))
          : new Part(tenant, WireMessage.of(apart.array(), 0, apart.size()));
    }
  }
}

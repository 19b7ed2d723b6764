package io.meridian.storeapi.wire;

import io.grpc.MethodDescriptor;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.StoreGrpc;

/** The method {@code /thanos.Store/Series} with answers as bytes. */
public final class SeriesMethod {
  public static final MethodDescriptor<SeriesRequest, Frame> SERIES =
      StoreGrpc.getSeriesMethod().toBuilder(
              StoreGrpc.getSeriesMethod().getRequestMarshaller(), Frame.MARSHALLER)
          .build();

  private SeriesMethod() {}
}

package io.meridian.querier;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.StoreInfo;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.service.grpc.RpcServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** A store that takes questions for series and never answers. */
final class SilentStore implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final RpcServer server =
      RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .service(new InfoAnswers().bindService())
          .service(new StoreAnswers().bindService())
          .start();

  private static final class InfoAnswers extends InfoGrpc.InfoImplBase {
    @Override
    public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
      observer.onNext(
          InfoResponse.newBuilder()
              .setComponentType("store")
              .setStore(StoreInfo.newBuilder().setMaxTime(Long.MAX_VALUE))
              .build());
      observer.onCompleted();
    }
  }

  private final class StoreAnswers extends StoreGrpc.StoreImplBase {
    @Override
    public void series(SeriesRequest request, StreamObserver<SeriesResponse> observer) {
      if (observer instanceof ServerCallStreamObserver<SeriesResponse> call) {
        call.setOnCancelHandler(cancelled::countDown);
      }
      asked.countDown();
    }
  }

  String address() {
    return "127.0.0.1:" + server.port();
  }

  /** Returns when the store was asked for series. */
  void awaitQuestion() throws InterruptedException {
    asked.await();
  }

  /** Returns when the asker gave up. */
  void awaitCancellation() throws InterruptedException {
    cancelled.await();
  }

  @Override
  public void close() {
    server.close();
  }
}

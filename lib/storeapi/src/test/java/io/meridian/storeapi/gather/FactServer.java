package io.meridian.storeapi.gather;

import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.ExemplarsGrpc;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.ExemplarsResponse;
import io.meridian.api.thanos.MetadataGrpc;
import io.meridian.api.thanos.MetricMetadataRequest;
import io.meridian.api.thanos.MetricMetadataResponse;
import io.meridian.api.thanos.RulesGrpc;
import io.meridian.api.thanos.RulesRequest;
import io.meridian.api.thanos.RulesResponse;
import io.meridian.api.thanos.StatusGrpc;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.api.thanos.TSDBStatisticsResponse;
import io.meridian.api.thanos.TargetsGrpc;
import io.meridian.api.thanos.TargetsRequest;
import io.meridian.api.thanos.TargetsResponse;
import io.meridian.model.Labels;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.EndpointInfo.Api;
import io.meridian.storeapi.serve.ServedStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of everything but series, with answers given in advance. */
final class FactServer implements AutoCloseable {
  private final List<RulesResponse> rules = new ArrayList<>();
  private final List<ExemplarsResponse> exemplars = new ArrayList<>();
  private final List<MetricMetadataResponse> metadata = new ArrayList<>();
  private final List<TargetsResponse> targets = new ArrayList<>();
  private final List<TSDBStatisticsResponse> statistics = new ArrayList<>();
  private final List<Object> requests = new CopyOnWriteArrayList<>();
  private final String component;
  private final Labels external;
  private final ServedStores served;
  private Status end = Status.OK;
  private boolean silent;

  FactServer(String component, Labels external) {
    this.component = component;
    this.external = external;
    served = new ServedStores(_ -> services().stream().map(BindableService::bindService).toList());
  }

  FactServer(Labels external) {
    this("sidecar", external);
  }

  private List<BindableService> services() {
    return List.of(
        new RulesGrpc.RulesImplBase() {
          @Override
          public void rules(RulesRequest request, StreamObserver<RulesResponse> observer) {
            answer(request, rules, observer);
          }
        },
        new ExemplarsGrpc.ExemplarsImplBase() {
          @Override
          public void exemplars(
              ExemplarsRequest request, StreamObserver<ExemplarsResponse> observer) {
            answer(request, exemplars, observer);
          }
        },
        new MetadataGrpc.MetadataImplBase() {
          @Override
          public void metricMetadata(
              MetricMetadataRequest request, StreamObserver<MetricMetadataResponse> observer) {
            answer(request, metadata, observer);
          }
        },
        new TargetsGrpc.TargetsImplBase() {
          @Override
          public void targets(TargetsRequest request, StreamObserver<TargetsResponse> observer) {
            answer(request, targets, observer);
          }
        },
        new StatusGrpc.StatusImplBase() {
          @Override
          public void tSDBStatistics(
              TSDBStatisticsRequest request, StreamObserver<TSDBStatisticsResponse> observer) {
            answer(request, statistics, observer);
          }
        });
  }

  private <T> void answer(Object request, List<T> answers, StreamObserver<T> observer) {
    requests.add(request);
    answers.forEach(observer::onNext);
    if (!end.isOk()) {
      observer.onError(end.asRuntimeException());
    } else if (!silent) {
      observer.onCompleted();
    }
  }

  List<RulesResponse> rules() {
    return rules;
  }

  List<ExemplarsResponse> exemplars() {
    return exemplars;
  }

  List<MetricMetadataResponse> metadata() {
    return metadata;
  }

  List<TargetsResponse> targets() {
    return targets;
  }

  List<TSDBStatisticsResponse> statistics() {
    return statistics;
  }

  /** What was asked. */
  List<Object> requests() {
    return requests;
  }

  /** Ends every answer with a failure, behind what was given. */
  FactServer failing(Status status) {
    end = status;
    return this;
  }

  /** Never ends an answer. */
  FactServer silent() {
    silent = true;
    return this;
  }

  Endpoint announcing(Api... apis) {
    return new Endpoint(
        "127.0.0.1:" + served.port(),
        new EndpointInfo(
            component,
            external.isEmpty() ? List.of() : List.of(external),
            Optional.empty(),
            Set.of(apis)),
        served.channel());
  }

  @Override
  public void close() {
    served.close();
  }
}

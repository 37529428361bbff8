package io.tandem.edge;

import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.call.leg.Signalling;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.Map;

/**
 * What the calls of this node say: by this node's stack when the flow or the transaction is its
 * own, with no actor in between, else through the gateway of the node that has it. A node that is
 * not there is a transport failure.
 */
final class NodeSignalling implements Signalling {
  private final NodeId node;
  private final LocalSignalling local;
  private final PeerGateways peers;
  private final Calls calls;
  private final EdgeMetrics metrics;
  private final RemoteRequests remote;

  NodeSignalling(
      NodeId node,
      LocalSignalling local,
      PeerGateways peers,
      Calls calls,
      EdgeMetrics metrics,
      RemoteRequests remote) {
    this.node = node;
    this.local = local;
    this.peers = peers;
    this.calls = calls;
    this.metrics = metrics;
    this.remote = remote;
  }

  @Override
  public void request(OutgoingRequest request) {
    if (isHere(request.flow().node())) {
      local.request(request, node);
    } else if (tell(request.flow().node(), new SignallingGateway.Request(node, request))) {
      remote.sent(request.flow().node(), request);
    } else {
      LocalSignalling.failed(calls, request, RequestFailure.TRANSPORT);
    }
  }

  @Override
  public void cancel(CallId call, LegId leg, long cseq, Flow flow, Map<String, String> headers) {
    if (isHere(flow.node())) {
      local.cancel(call, leg, cseq, flow, headers);
    } else {
      tell(flow.node(), new SignallingGateway.Cancel(call, leg, cseq, flow, headers));
    }
  }

  @Override
  public void ack(OutgoingRequest ack) {
    if (isHere(ack.flow().node())) {
      local.ack(ack);
    } else {
      tell(ack.flow().node(), new SignallingGateway.Ack(ack));
    }
  }

  @Override
  public void respond(TransactionRef transaction, OutgoingResponse response) {
    if (isHere(transaction.node())) {
      local.respond(transaction, response);
    } else {
      tell(transaction.node(), new SignallingGateway.Respond(transaction, response));
    }
  }

  private boolean isHere(NodeId owner) {
    return owner.equals(node);
  }

  private boolean tell(NodeId owner, SignallingGateway.Command command) {
    boolean told = peers.tell(owner, command);
    if (!told) {
      metrics.nodeUnreachable();
    }
    return told;
  }
}

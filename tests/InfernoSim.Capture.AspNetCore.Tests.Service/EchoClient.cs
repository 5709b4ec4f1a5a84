using System.Text;
using Grpc.Core;

namespace InfernoSim.Capture.AspNetCore.Tests.Service;

/// <summary>A generated gRPC client, written by hand so that no compiler for it is needed: a method of each kind, whose messages are text.</summary>
public sealed class EchoClient : ClientBase<EchoClient>
{
    private const string Service = "echo.Echo";
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, bytes => Encoding.UTF8.GetString(bytes));
    private static readonly Method<string, string> SayMethod = new(MethodType.Unary, Service, "Say", Text, Text);
    private static readonly Method<string, string> CollectMethod = new(MethodType.ClientStreaming, Service, "Collect", Text, Text);
    private static readonly Method<string, string> SpellMethod = new(MethodType.ServerStreaming, Service, "Spell", Text, Text);
    private static readonly Method<string, string> ChatMethod = new(MethodType.DuplexStreaming, Service, "Chat", Text, Text);

    public EchoClient(CallInvoker invoker)
        : base(invoker)
    {
    }

    private EchoClient(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    public AsyncUnaryCall<string> Say(string text, CancellationToken stop) => CallInvoker.AsyncUnaryCall(SayMethod, null, new CallOptions(cancellationToken: stop), text);

    public AsyncClientStreamingCall<string, string> Collect(CancellationToken stop) => CallInvoker.AsyncClientStreamingCall(CollectMethod, null, new CallOptions(cancellationToken: stop));

    public AsyncServerStreamingCall<string> Spell(string text, CancellationToken stop) => CallInvoker.AsyncServerStreamingCall(SpellMethod, null, new CallOptions(cancellationToken: stop), text);

    public AsyncDuplexStreamingCall<string, string> Chat(CancellationToken stop) => CallInvoker.AsyncDuplexStreamingCall(ChatMethod, null, new CallOptions(cancellationToken: stop));

    protected override EchoClient NewInstance(ClientBaseConfiguration configuration) => new(configuration);
}

using System.Net;
using System.Reflection;
using System.Text;
using Grpc.Core;

namespace InfernoSim.Testing.Tests.Service;

public sealed class TypedDependency(HttpClient client)
{
    public HttpClient Client => client;
}

/// <summary>What Refit would implement.</summary>
public interface IPaymentsApi
{
    Task<string> GetAsync(string url);
}

/// <summary>Implements an interface by proxy over a client, as Refit does.</summary>
public class InterfaceClient : DispatchProxy
{
    private HttpClient? _client;

    public static T Create<T>(HttpClient client)
        where T : class
    {
        T proxy = Create<T, InterfaceClient>();
        ((InterfaceClient)(object)proxy)._client = client;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _client!.GetStringAsync(new Uri((string)args![0]!));
}

/// <summary>A generated gRPC client, written by hand so that no compiler for it is needed.</summary>
public sealed class EchoClient : ClientBase<EchoClient>
{
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, bytes => Encoding.UTF8.GetString(bytes));
    private static readonly Method<string, string> Chat = new(MethodType.DuplexStreaming, "echo.Echo", "Chat", Text, Text);
    private static readonly Method<string, string> Say = new(MethodType.Unary, "echo.Echo", "Say", Text, Text);

    public EchoClient(CallInvoker invoker)
        : base(invoker)
    {
    }

    private EchoClient(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    public async Task<string> SayAsync(string text, CancellationToken stop)
    {
        using AsyncUnaryCall<string> call = CallInvoker.AsyncUnaryCall(Say, null, new CallOptions(cancellationToken: stop), text);
        return await call.ResponseAsync;
    }

    /// <summary>Says each word once the one before was answered.</summary>
    public async Task<string> ChatAsync(string[] words, CancellationToken stop)
    {
        using AsyncDuplexStreamingCall<string, string> call = CallInvoker.AsyncDuplexStreamingCall(Chat, null, new CallOptions(cancellationToken: stop));
        var answers = new List<string>();
        foreach (string word in words)
        {
            await call.RequestStream.WriteAsync(word, stop);
            answers.Add(await call.ResponseStream.MoveNext(stop) ? call.ResponseStream.Current : "");
        }

        await call.RequestStream.CompleteAsync();
        answers.Add(await call.ResponseStream.MoveNext(stop) ? call.ResponseStream.Current : "");
        return string.Join(' ', answers);
    }

    protected override EchoClient NewInstance(ClientBaseConfiguration configuration) => new(configuration);
}

/// <summary>The service's own handler around a client.</summary>
public sealed class StampHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("X-Stamp", "stamped");
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>A transport of the service's own.</summary>
public sealed class FakeDependency : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("fake") });
}

public sealed class Greeting
{
    public string Text { get; init; } = "hello";
}

using System.Text;
using Grpc.Core;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>A generated gRPC client, written by hand so that no compiler for it is needed: one method, whose messages are text.</summary>
internal sealed class StockClient : ClientBase<StockClient>
{
    private const string Service = "stock.Stock";
    private const string Method = "Reserve";
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, bytes => Encoding.UTF8.GetString(bytes));
    private static readonly Method<string, string> ReserveMethod = new(MethodType.Unary, Service, Method, Text, Text);

    public StockClient(CallInvoker invoker)
        : base(invoker)
    {
    }

    private StockClient(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>The path of the method.</summary>
    public static string Path => ReserveMethod.FullName;

    public AsyncUnaryCall<string> Reserve(string sku, CancellationToken stop) => CallInvoker.AsyncUnaryCall(ReserveMethod, null, new CallOptions(cancellationToken: stop), sku);

    protected override StockClient NewInstance(ClientBaseConfiguration configuration) => new(configuration);
}

using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Stub.Tests;

/// <summary>A client whose calls the stub answers: on a socket, or in the process.</summary>
internal sealed class StubTransport(DependencyStub? stub, HttpClient client) : IAsyncDisposable
{
    public HttpClient Client => client;

    public static async Task<StubTransport> OpenAsync(bool onSocket, IDependencyResponder responder)
    {
        if (!onSocket)
        {
            return new StubTransport(null, new HttpClient(new DependencyStubHandler(responder)));
        }

        DependencyStub stub = await DependencyStub.StartAsync(responder);
        return new StubTransport(stub, ProxiedClient.Through(stub.Addresses[0]));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseProviders;
using WireMock.Server;
using WireMock.Settings;

namespace InfernoSim.Stub.Sockets;

/// <summary>
/// The one mapping that stands for the whole recording. WireMock's own search is linear in the number of mappings, so the
/// recorded calls are not mappings; ours are found by an index.
/// </summary>
internal sealed class RecordedAnswers : IResponseProvider
{
    private static readonly Guid MappingId = new("6d8a3c0e-7f0b-4c55-9a0d-0f6f5e1a2b47");

    /// <summary>
    /// Makes sure that the recording answers what no mapping of the user's does, also after <c>Server.Reset()</c>.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <returns>Whether there are other mappings.</returns>
    public bool EnsureMapped(WireMockServer server)
    {
        IReadOnlyList<IMapping> mappings = server.Mappings;
        for (int i = 0; i < mappings.Count; i++)
        {
            if (mappings[i].Guid == MappingId)
            {
                return mappings.Count > 1;
            }
        }

        // No condition is the cheapest one to check, and always met.
        server.Given(Request.Create()).WithGuid(MappingId).WithTitle("the recording").AtPriority(int.MaxValue).RespondWith(this);
        return mappings.Count > 0;
    }

    /// <inheritdoc/>
    public async Task<(IResponseMessage Message, IMapping? Mapping)> ProvideResponseAsync(
        IMapping mapping, HttpContext context, IRequestMessage requestMessage, WireMockServerSettings settings)
    {
        await context.Features.GetRequiredFeature<StubCall>().AnswerAsync(context.RequestAborted);

        // WireMock writes nothing for no message: it cannot say all that a recorded answer can (exact headers, trailers, a cut).
        return (null!, null);
    }
}

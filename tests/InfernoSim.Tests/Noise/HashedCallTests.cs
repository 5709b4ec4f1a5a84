using System.Security.Cryptography;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Tests.Noise;

/// <summary>Rules, and calls of whose body the recording has a part and the hash alone.</summary>
public sealed class HashedCallTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_call_is_found_by_the_hash_of_its_body_though_a_rule_ignores_a_part_of_it()
    {
        NoiseFilter noise = NoiseFilter.Of([NoiseRule.Parse("json: $.at; dependency: shop.test")], NoiseFacts.None)!;

        AssertFound(noise, "application/json", """{"at":1,"rest":2}"""u8.ToArray());
    }

    [Fact]
    public void A_call_of_grpc_is_found_by_the_hash_of_its_body_though_descriptors_are_given()
    {
        File.WriteAllBytes(_folder.File("shop.pb"), GrpcShop.Descriptors());
        NoiseFilter noise = NoiseFilter.Of([], NoiseFacts.None, descriptors: GrpcDescriptors.Open(_folder.File("shop.pb")))!;

        AssertFound(noise, "application/grpc", GrpcShop.Frame(GrpcShop.Message((1, "o-1"))));
    }

    private static void AssertFound(NoiseFilter noise, string type, byte[] body)
    {
        var headers = HeaderMap.Of(("Content-Type", type));
        var recorded = new IncidentEvent
        {
            Type = IncidentEventType.OutboundCall,
            Timestamp = new IncidentTimestamp(0),
            Method = "POST",
            Url = $"http://shop.test{GrpcShop.Path}",
            Headers = headers,
            Body = RecordedBody.FromBytes(body.AsMemory(0, 4), body.Length, Convert.ToHexStringLower(SHA256.HashData(body)), truncated: true),
            Status = 200,
            ResponseCaptured = true,
        };
        var request = new DependencyRequest { Method = "POST", Scheme = "http", Authority = "shop.test", PathAndQuery = GrpcShop.Path, Headers = headers, Body = body };

        var probe = new CallProbe(request, OwnIds.None, noise, NoiseContext.Unknown);

        Assert.Equal(CallKey.OfRecorded(noise.Apply(recorded, OwnIds.None), OwnIds.None, out BodyKnowledge knowledge), probe.Key(BodyKnowledge.Hashed));
        Assert.Equal(BodyKnowledge.Hashed, knowledge);
    }
}

using InfernoSim.Healing;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;
using static InfernoSim.TestKit.Hosting.GrpcShop;

namespace InfernoSim.Tests.Noise;

/// <summary>What <c>heal</c> learns from messages of gRPC where descriptors say what they are made of.</summary>
public sealed class GrpcHealTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 18, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_field_that_is_new_in_every_message_gets_one_rule_and_a_price_gets_none()
    {
        HealResult learnt = Learn(replay => [.. NewOrder(350 + replay), .. NewOrder(120)]);

        Assert.Equal(["json: $[*].id; dependency: shop.test; route: POST /shop.Orders/Place; only: {uuid}"], learnt.Proposals.Select(proposal => proposal.Rule.ToString()));
        RefusedDifference refused = Assert.Single(learnt.Refusals);
        Assert.Equal(("body/0/items/0/price", "'price' is a protected name"), (refused.Place, refused.Reason));
    }

    [Fact]
    public void A_field_that_is_new_in_one_of_several_messages_is_named_by_the_place_of_that_one()
    {
        HealResult learnt = Learn(_ => [.. GrpcShop.Frame(Message((1, "first"))), .. NewOrder(120)]);

        Assert.Equal(["json: $[1].id; dependency: shop.test; route: POST /shop.Orders/Place; only: {uuid}"], learnt.Proposals.Select(proposal => proposal.Rule.ToString()));
        Assert.Empty(learnt.Refusals);
    }

    private static byte[] NewOrder(long price) => GrpcShop.Frame(Message((1, $"{Guid.NewGuid()}"), (2, Item("tea", price))));

    private HealResult Learn(Func<int, byte[]> bodyOf)
    {
        File.WriteAllBytes(_folder.File("shop.pb"), Descriptors());
        MessageContent[] came = [.. Enumerable.Range(0, 4).Select(replay => ContentOf(bodyOf(replay), Start.AddSeconds(replay)))];
        var message = new HealMessage(
            "exchange 1 (GET /), dependency call 1 (POST)", "POST", GrpcShop.Path, new Callee(DependencyName.Parse("shop.test"), "https"), came[0], [.. came[1..].Select(content => new SeenContent(content))])
        {
            Address = (0, 0),
            Messages = GrpcMessages.Of(GrpcDescriptors.Open(_folder.File("shop.pb")).RequestOf(GrpcShop.Path)),
        };
        return HealAnalysis.Of([message], [], ProtectedNames.UsualOnly);
    }

    private static MessageContent ContentOf(byte[] body, DateTimeOffset at) =>
        new(0, HeaderMap.Of(("Content-Type", "application/grpc")), GrpcShop.Path, "", body, OwnIds.None, at);
}

using System.Buffers.Text;
using System.Text;
using InfernoSim.LiveState;

namespace InfernoSim.Tests.LiveState;

public class JsonWebTokenTests
{
    private const string Recorded = """{"sub":"u-7","role":"clerk","scope":"read","iat":1764000000,"nbf":1764000000,"exp":1764003600,"jti":"a1"}""";

    [Theory]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read","iat":1795000000,"nbf":1795000000,"exp":1795003600,"jti":"b2"}""", true)]
    [InlineData("""{"jti":"b2","exp":1795003601,"nbf":1795000000,"iat":1795000000,"scope":"read","role":"clerk","sub":"u-7"}""", true)]
    [InlineData("""{"sub":"u-7","role":"admin","scope":"read","iat":1795000000,"nbf":1795000000,"exp":1795003600,"jti":"b2"}""", false)]
    [InlineData("""{"sub":"u-8","role":"clerk","scope":"read","iat":1795000000,"nbf":1795000000,"exp":1795003600,"jti":"b2"}""", false)]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read write","iat":1795000000,"nbf":1795000000,"exp":1795003600,"jti":"b2"}""", false)]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read","iat":1795000000,"nbf":1795000000,"exp":2110360000,"jti":"b2"}""", false)]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read","iat":1795000000,"nbf":1794990000,"exp":1795003600,"jti":"b2"}""", false)]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read","iat":1795000000,"nbf":1795000000,"jti":"b2"}""", false)]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read","iat":1795000000,"nbf":1795000000,"exp":1795003600}""", false)]
    [InlineData("""{"sub":"u-7","role":"clerk","scope":"read","tenant":1,"iat":1795000000,"nbf":1795000000,"exp":1795003600,"jti":"b2"}""", false)]
    public void Tokens_say_the_same_when_their_claims_do_and_their_times_keep_their_distances(string claims, bool isSame)
    {
        Assert.Equal(isSame, JsonWebToken.SayTheSame(Token(Recorded), Token(claims)));
    }

    [Theory]
    [InlineData("""{"sub":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":[{"b":"\udc00"}]}""")]
    public void Claims_with_half_a_character_are_none(string claims)
    {
        Assert.Null(JsonWebToken.SaysOf(Token(claims)));
        Assert.Empty(JsonWebToken.ClaimsOf(Token(claims)));
        Assert.False(JsonWebToken.SayTheSame(Token(Recorded), Token(claims)));
    }

    [Fact]
    public void Another_algorithm_is_another_token()
    {
        Assert.False(JsonWebToken.SayTheSame(Token(Recorded), Token(Recorded, "none")));
    }

    [Theory]
    [InlineData(3600, true)]
    [InlineData(3630, true)]
    [InlineData(60, false)]
    [InlineData(315_360_000, false)]
    public void A_token_that_says_only_when_it_ends_is_held_against_the_clock(int lives, bool isAccepted)
    {
        DateTimeOffset then = DateTimeOffset.FromUnixTimeSeconds(1764000000);
        DateTimeOffset now = then.AddDays(300);
        string recorded = Token($$"""{"sub":"u-7","exp":{{then.AddHours(1).ToUnixTimeSeconds()}}}""");
        LiveChain chain = Chain(recorded) with { RecordedAt = then };
        var live = new FoundValue(Token($$"""{"sub":"u-7","exp":{{now.AddSeconds(lives).ToUnixTimeSeconds()}}}"""), chain.Source.Place);

        Assert.Equal(isAccepted, chain.Accepts(live, null, now));
    }

    [Fact]
    public void A_claim_may_hold_an_id_that_the_service_gave_the_worker()
    {
        string live = Token(Recorded.Replace("u-7", "u-9", StringComparison.Ordinal));

        Assert.True(Chain(Token(Recorded)).Accepts(new FoundValue(live, default), text => text.Replace("u-9", "u-7", StringComparison.Ordinal)));
    }

    internal static string Token(string claims, string algorithm = "HS256") =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}"}"""))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2lnbmVk";

    internal static LiveChain Chain(string recorded, ChainMechanism mechanism = ChainMechanism.Value, MessagePart part = MessagePart.Body, string name = "/id") => new()
    {
        Index = 0,
        Mechanism = mechanism,
        Recorded = recorded,
        Shape = ShapedValue.Of(recorded),
        IsNumber = false,
        Source = new ChainEnd(0, null, new ValuePlace(part, name), IsResponse: true),
        Sinks = [],
        MayDiffer = true,
    };
}

using InfernoSim.Healing;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Noise;

/// <summary>What is made of the values at one place. The first is the recorded one; the others came ten seconds apart.</summary>
public sealed class VolatilityTests
{
    private const double Start = 1_800_000_000;

    [Theory]
    [InlineData("UUID v4", "9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "0c9d8e7f-6a5b-4c3d-9e1f-0a9b8c7d6e5f", "7d6e5f4a-3b2c-41d0-a9f8-e7d6c5b4a392")]
    [InlineData("UUID v7", "01932f5c-3d4a-7f6b-8c7d-1e2f3a4b5c6d", "01a32f5c-3d4b-7c3d-9e1f-0a9b8c7d6e5f", "01a32f5c-3d5c-71d0-a9f8-e7d6c5b4a392")]
    [InlineData("ULID", "01JQ0Q2X2TE6FYA91GPDK1QM9V", "01J1Y412XXG5T6WDT2WEDGGQH5", "01JR7ZZZXXG5T6WDT2WEDGGQ11")]
    [InlineData("ASP.NET Core request id", "0HNGKJ8Q3F1V2:00000001", "0HNGKJ8Q3F1V5:00000001", "0HNGKJ8Q3F1V6:00000001")]
    [InlineData("counter", "17", "31", "35", "39")]
    [InlineData("counter", "ORD-0017 (new)", "ORD-0031 (new)", "ORD-0032 (new)")]
    [InlineData("hex id", "a3f5c1e93d4a4f6b", "0c9d8e7f6a5b4c3d", "7d6e5f4a3b2c41d0")]
    [InlineData("hex id", "\"a3f5c1e93d4a4f6b\"", "\"0c9d8e7f6a5b4c3d\"", "\"7d6e5f4a3b2c41d0\"")]
    [InlineData("random token", "k3J9xQ2mZpL7", "Zq8vB1nM4cXw", "p0OiU7yT3rEa")]
    [InlineData("random token", "req_k3J9xQ2mZpL7", "req_Zq8vB1nM4cXw", "req_p0OiU7yT3rEa")]
    [InlineData("epoch seconds", "1700000000", "1800000000", "1800000010", "1800000021")]
    [InlineData("epoch milliseconds", "1700000000000", "1800000000123", "1800000010456", "1800000020001")]
    [InlineData("ISO 8601 time", "2020-01-01T00:00:00Z", "2027-01-15T08:00:00Z", "2027-01-15T08:00:10Z")]
    [InlineData("ISO 8601 time", "20200101T000000Z", "20270115T080000Z", "20270115T080010Z")]
    [InlineData("HTTP date", "Wed, 01 Jan 2020 00:00:00 GMT", "Fri, 15 Jan 2027 08:00:00 GMT", "Fri, 15 Jan 2027 08:00:10 GMT")]
    [InlineData("signed URL", "https://a.test/f?x=1&sig=a3f5c1e93d4a4f6b", "https://a.test/f?x=1&sig=0c9d8e7f6a5b4c3d", "https://a.test/f?x=1&sig=7d6e5f4a3b2c41d0")]
    public void Values_of_one_kind_that_says_nothing_are_noise(string kind, params string[] values) => Assert.Equal(new Volatility(kind, null), Judge(values));

    [Theory]
    [InlineData("gold", "silver", "bronze")]
    [InlineData("PaymentDeclinedError", "InsufficientFundsError", "CardExpiredTwiceError9")]
    [InlineData("ORDER_SHIPPED_TODAY_1", "ORDER_DELAYED_LATER_2", "ORDER_CANCELED_EARLY_3")]
    [InlineData("17", "31", "35", "36")]
    [InlineData("17", "31", "30", "29")]
    [InlineData("EUR 10.50", "EUR 11.50", "EUR 12.50")]
    [InlineData("9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "gold", "0c9d8e7f-6a5b-4c3d-9e1f-0a9b8c7d6e5f")]
    [InlineData("9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d", "0c9d8e7f-6a5b-4c3d-9e1f-0a9b8c7d6e5f", "9b2f5c1e-3d4a-4f6b-8c7d-1e2f3a4b5c6d")]
    [InlineData("2020-01-01T00:00:00Z", "2027-01-15T08:00:00Z", "2027-03-01T08:00:10Z")]
    [InlineData("2020-01-01", "2020-01-02", "2020-01-04")]
    [InlineData("1700000000", "1800000000", "1800001000", "1800000500")]
    [InlineData("https://a.test/f?sig=a3f5c1e93d4a4f6b", "https://a.test/g?sig=0c9d8e7f6a5b4c3d", "https://a.test/f?sig=7d6e5f4a3b2c41d0")]
    [InlineData("https://a.test/f?plan=gold", "https://a.test/f?plan=silver", "https://a.test/f?plan=bronze")]
    [InlineData("", "a", "b")]
    public void Values_that_may_mean_something_are_not(params string[] values)
    {
        Volatility judged = Judge(values);

        Assert.Null(judged.Kind);
        Assert.NotNull(judged.Reason);
    }

    [Theory]
    [InlineData("/totalPrice", "total")]
    [InlineData("/order/error_id", "error")]
    [InlineData("/errors/0/id", "errors")]
    [InlineData("X-Status-Token", "status")]
    [InlineData("/ledgerId", "ledger")]
    [InlineData("/requestId", null)]
    [InlineData("/statuette", null)]
    [InlineData("etag", null)]
    public void A_name_is_protected_when_one_of_its_words_is(string path, string? name) => Assert.Equal(name, new ProtectedNames(["ledger"]).In(path));

    private static Volatility Judge(string[] values) => Volatility.Of(
        new ObservedValue(JsonNodeKind.String, values[0]),
        [.. values.Skip(1).Select((value, replay) => new SeenValue(new ObservedValue(JsonNodeKind.String, value), Start + (10 * replay)))]);
}

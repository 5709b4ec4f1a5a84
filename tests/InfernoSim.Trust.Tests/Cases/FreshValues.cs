using System.Globalization;
using System.Text.Json.Nodes;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Bank;
using static InfernoSim.Trust.Tests.Bank.BankTraffic;
using static InfernoSim.Trust.Tests.Cases.BankCases;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Values that are new each time, and values that only look so.</summary>
internal static class FreshValues
{
    private const string Any = $"\"{ExpectedDivergence.Recorded}\"";
    private const string Digits = "(19 digits)";

    private static readonly ExpectedDivergence OtherToken = Body(Login, "/token", "\"[REDACTED]\"", "\"[REDACTED]\" (another value)");

    public static IEnumerable<TrustCase> Regressions =>
    [
        Fails("the account number of another user", make => make with { Account = _ => "4711082299" }, Body(Account, "/account", "\"4711082215\"", "\"4711082299\"")),
        Fails("an account number that lost its last digit", make => make with { Account = user => new BankMakers().Account(user)[..^1] }, Body(Account, "/account", "\"4711082215\"", "\"471108221\"")),
        Fails("an account number of another form", make => make with { Account = user => $"ACC-{new BankMakers().Account(user)}" }, Body(Account, "/account", "\"4711082215\"", "\"ACC-4711082215\"")),
        Fails("an id rounded by double precision", make => make with { Booking = () => make.Booking() | 1, Shown = id => ((long)(double)id).ToString(CultureInfo.InvariantCulture) }, Body(Booking, "/id", Digits, Digits)),
        Fails("an id that is shown with zeros for its last digits", make => make with { Shown = id => (id / 1000 * 1000).ToString(CultureInfo.InvariantCulture) }, Body(Booking, "/id", Digits, Digits)),
        Fails("an id that lost its last digit", make => make with { Shown = id => (id / 10).ToString(CultureInfo.InvariantCulture) }, Body(Booking, "/id", Digits, "(18 digits)")),
        Fails("ids that are rounded where they are made", make => make with { Booking = () => (long)(double)new BankMakers().Booking() / 1000 * 1000 }, Called("body/booking", Digits)),
        Fails("one id for all bookings", OneBooking, Called("body/booking", Digits)),
        Fails("a reference that is nil", make => make with { Reference = _ => Guid.Empty.ToString() }, Body(Booking, "/reference", Any, "\"00000000-0000-0000-0000-000000000000\"")),
        Fails("one reference for the whole process", OneReference, Body(Booking, "/reference", Any, Any)),
        Fails("one reference for each user, whoever's session it is", OneReferenceEach, Body(Booking, "/reference", Any, Any)),
        Fails("a number in place of a reference", make => make with { Reference = _ => "17" }, Body(Booking, "/reference", Any, "\"17\"")),
        Fails("a reference that is empty", make => make with { Reference = _ => "" }, Body(Booking, "/reference", Any, "\"\"")),
        Fails("two fresh references swapped, alike each time", make => make with { Pair = (first, second) => (second, first) }, Body(Transfers, "/first", Any, Any)),
        Fails("one fresh reference twice", make => make with { Pair = (first, _) => (first, first) }, Body(Transfers, "/second", Any, Any)),
        Fails("a token of a clerk that says admin", make => make with { Claims = (user, now) => BankMakers.ClaimsOf(user, now, role: "admin") }, OtherToken),
        Fails("a token of another user", make => make with { Claims = (_, now) => BankMakers.ClaimsOf("bo", now) }, OtherToken),
        Fails("a token that lives ten years", make => make with { Claims = (user, now) => BankMakers.ClaimsOf(user, now, seconds: 315_360_000) }, OtherToken),
        Fails("a token that never expires", make => make with { Claims = (user, now) => Without("exp", BankMakers.ClaimsOf(user, now)) }, OtherToken),
        Fails("a token that has expired already", make => make with { Claims = (user, now) => BankMakers.ClaimsOf(user, now, seconds: -3600) }, OtherToken),
        Fails("a token with a further right", make => make with { Claims = (user, now) => BankMakers.ClaimsOf(user, now).Replace("}", ",\"scope\":\"write\"}", StringComparison.Ordinal) }, OtherToken),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Passes("a bank with fresh tokens, numbers, ids and references", make => make),
        Passes("a bank with a fresh database, whose receipts begin at 1", make => make with { Receipt = BankMakers.Counter(1) }),
        Passes("ids that count on by one", CountOn),
        Passes("ids whose last twelve bits are zero, as snowflakes are", Aligned),
        Passes("references in the form of their version 4, made otherwise", make => make with { Reference = _ => Guid.CreateVersion7().ToString() is var id ? $"{id[..14]}4{id[15..]}" : id }),
        Passes("claims of a token in another order", make => make with { Claims = (user, now) => Reordered(BankMakers.ClaimsOf(user, now)) }),
    ];

    private static ExpectedDivergence Called(string location, string value) => new(DivergenceKind.CallChanged, Booking, 0, location, value, value);

    private static BankMakers OneBooking(BankMakers make)
    {
        long one = make.Booking();
        return make with { Booking = () => one };
    }

    private static BankMakers OneReference(BankMakers make)
    {
        string one = make.Reference("");
        return make with { Reference = _ => one };
    }

    private static BankMakers OneReferenceEach(BankMakers make)
    {
        (string ada, string bo) = (make.Reference("ada"), make.Reference("bo"));
        return make with { Reference = user => user == "ada" ? ada : bo };
    }

    private static BankMakers CountOn(BankMakers make)
    {
        long next = make.Booking();
        return make with { Booking = () => Interlocked.Increment(ref next) };
    }

    private static BankMakers Aligned(BankMakers make)
    {
        long last = make.Booking() >> 12 << 12;
        return make with { Booking = () => Interlocked.Add(ref last, 1 << 22) };
    }

    private static string Without(string claim, string claims)
    {
        var all = JsonNode.Parse(claims)!.AsObject();
        all.Remove(claim);
        return all.ToJsonString();
    }

    private static string Reordered(string claims)
    {
        var all = JsonNode.Parse(claims)!.AsObject();
        return new JsonObject(all.Reverse().Select(claim => KeyValuePair.Create(claim.Key, claim.Value?.DeepClone()))).ToJsonString();
    }
}

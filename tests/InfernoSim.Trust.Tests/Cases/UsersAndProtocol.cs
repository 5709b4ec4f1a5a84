using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Bank;
using Microsoft.AspNetCore.Http;
using static InfernoSim.Trust.Tests.Bank.BankTraffic;
using static InfernoSim.Trust.Tests.Cases.BankCases;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Users that are taken for one another, requests that race, and what HTTP says beside status, headers and body.</summary>
internal static class UsersAndProtocol
{
    public static IEnumerable<TrustCase> Regressions =>
    [
        Fails("another user's cart", make => make with { CartOf = user => user == "ada" ? "bo" : "ada" }, Body(Cart, "/owner", "\"ada\"", "\"bo\"")),
        Fails("one user's cart for all", make => make with { CartOf = _ => "ada" }, Body(OtherCart, "/owner", "\"bo\"", "\"ada\"")),
        Fails("a dependency call with a token of its own in place of the user's", OwnToken, new(DivergenceKind.CallChanged, Booking, 0, "header/Authorization", "Bearer [REDACTED]", "Bearer [REDACTED] (another value)")),
        Fails("one seat for two requests that race", make => make with { WinsSeat = _ => true }, Status(SeatAgain, "409", "201")),
        Fails("no seat for either of two requests that race", make => make with { WinsSeat = _ => false }, Status(Seat, "201", "409")),
        Fails("an upload in chunks that is refused", make => make with { TakesChunks = false }, Status(Upload, "200", "411")),
        Fails("a dependency's reason that is replaced by the usual one", make => make with { Declined = _ => "Payment Required" }, Body(Charge, "/reason", "\"Card Expired\"", "\"Payment Required\"")),
        Fails("a dependency's reason that is lost", make => make with { Declined = _ => null }, Body(Charge, "/reason", "\"Card Expired\"", "null")),
        Fails("a stream whose events say something else", make => make with { Event = number => $"data: rate {200 + number}\n\n" }, Body(Feed, "line 1, column 12", "data: rate 101\\n", "data: rate 201\\n")),
        Fails("a stream that lost its second event", make => make with { Event = number => $"data: rate {100 + (number < 2 ? number : number + 1)}\n\n" }, Body(Feed, "line 3, column 14", "data: rate 102\\n", "data: rate 103\\n")),
        Fails("a stream whose events have another type", make => make with { Event = number => $"event: quote\ndata: rate {100 + number}\n\n" }, Body(Feed, "line 1, column 1", "data: rate 101\\n", "event: quote\\n")),
        Fails("another length in the answer to HEAD", make => make with { OnResponse = LongerHead }, new(DivergenceKind.ResponseHeader, Head, null, "Content-Length", "1234", "1235")),
        Fails("a multipart body with another boundary than its header names", make => make with { Boundary = () => ("named", "used") }, Body(Export, "line 1, column 3", "--(boundary)\\r\\n", "--used\\r\\n")),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Passes("the other one of two requests that race gets the seat", make => make with { WinsSeat = place => place == 2 }),
        Passes("a multipart boundary of another form", make => make with { Boundary = () => ("next-part-0001", "next-part-0001") }),
        Passes("a bank at a fan-out of 10", make => make) with { Options = TrustCase.Usual with { Headers = [], Fanout = 10 } },
    ];

    private static BankMakers OwnToken(BankMakers make)
    {
        string own = make.Token("ada", TimeProvider.System.GetUtcNow());
        return make with { Carried = _ => own };
    }

    private static void LongerHead(HttpResponse response)
    {
        if (response.HttpContext.Request.Method == "HEAD")
        {
            response.ContentLength = 1235;
        }
    }
}

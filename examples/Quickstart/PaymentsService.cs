namespace Quickstart;

/// <summary>A dependency: takes small payments and declines large ones.</summary>
internal static class PaymentsService
{
    public static Task<SampleService> StartAsync() => SampleService.StartAsync(
        _ => { },
        app => app.MapPost("/charges", (Charge charge) => charge.Amount > 25
            ? Results.Json(new { status = "declined", charge.Order }, statusCode: StatusCodes.Status402PaymentRequired)
            : Results.Created($"/charges/{charge.Order}", new { status = "captured", charge.Order, charge.Amount })));

    internal sealed record Charge(string Order, decimal Amount);
}

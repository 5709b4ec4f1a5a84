using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>What the shop shows: products, quotes, a report in chunks, a compressed price list.</summary>
internal static class CatalogEndpoints
{
    public const string Checksum = "X-Checksum";
    public const string PriceList = "Lamp;29.99\nTable;149.00\nChair;59.50\n";

    public static void Map(WebApplication application)
    {
        application.MapGet("/products/{sku}", ProductAsync);
        application.MapGet("/quote", QuoteAsync);
        application.MapGet("/report", ReportAsync);
        application.MapGet("/prices", PricesAsync);
    }

    private static async Task<IResult> ProductAsync(string sku, HttpContext context, DependencyClients dependencies)
    {
        JsonNode? stock = await Answers.GetAsync(dependencies.Inventory, $"/stock/{Uri.EscapeDataString(sku)}?warehouse=north&region=eu");
        context.Response.Headers.ETag = $"\"{Uri.EscapeDataString(sku)}-7\"";
        context.Response.Headers["X-Catalog-Version"] = "7";
        context.Response.Headers.Vary = "Accept, Accept-Language";
        return Answers.Json(new JsonObject
        {
            ["sku"] = sku,
            ["name"] = "Stehlampe »Größe 1«",
            ["price"] = 29.99m,
            ["rating"] = 4.0m,
            ["tags"] = new JsonArray("new", "sale", "eco"),
            ["stock"] = new JsonObject
            {
                ["available"] = stock?["available"]?.DeepClone(),
                ["location"] = new JsonObject { ["aisle"] = "B", ["shelf"] = 3 },
            },
            ["successor"] = "43",
        });
    }

    private static async Task<IResult> QuoteAsync(DependencyClients dependencies, Mutation mutation)
    {
        Func<Task<JsonNode?>>[] questions =
        [
            () => Answers.GetAsync(dependencies.Inventory, "/stock/42?warehouse=south&region=eu"),
            () => Answers.GetAsync(dependencies.Payments, "/rates?from=EUR&to=USD"),
            () => Answers.GetAsync(dependencies.Payments, "/tax?country=DE"),
        ];
        JsonNode?[] answers = new JsonNode?[questions.Length];
        if (mutation.QuotesBackwards)
        {
            for (int i = questions.Length - 1; i >= 0; i--)
            {
                answers[i] = await questions[i]();
            }
        }
        else
        {
            answers = await Task.WhenAll(questions.Select(ask => ask()));
        }

        return Answers.Json(new JsonObject
        {
            ["available"] = answers[0]?["available"]?.DeepClone(),
            ["rate"] = answers[1]?["rate"]?.DeepClone(),
            ["tax"] = answers[2]?["percent"]?.DeepClone(),
        });
    }

    private static async Task ReportAsync(HttpContext context, DependencyClients dependencies, Mutation mutation)
    {
        using HttpResponseMessage movements = await dependencies.Inventory.GetAsync(new Uri("/movements?sort=date&sort=sku&page=1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        context.Response.ContentType = "text/csv";
        var report = new ChunkedResponse(context.Response, Checksum);
        using var lines = new StreamReader(await movements.Content.ReadAsStreamAsync());
        int count = 0;
        while (await lines.ReadLineAsync() is { } line)
        {
            count++;
            await report.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await mutation.BetweenReportLines();
        }

        await report.EndAsync([.. mutation.ReportTrailers(count)]);
    }

    private static async Task PricesAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.Headers.LastModified = "Wed, 01 Jul 2026 06:00:00 GMT";
        await context.Response.Body.WriteAsync(Gzip(PriceList));
    }

    public static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Testing.Tests.Host;

/// <summary>Services that listen where <c>PORT</c> says, and leave a process behind if nobody ends it.</summary>
internal static class Services
{
    /// <summary>Says what it was started with, and answers what its dependency says the price is.</summary>
    public static async Task PriceAsync(string[] args)
    {
        string proxy = Variable("HTTP_PROXY");
        Console.WriteLine($"child {Environment.ProcessId} proxy={Variable("https_proxy") == proxy} no_proxy=[{Variable("NO_PROXY")}] args={string.Join(' ', args)}");
        using Process left = Process.Start("sleep", "600");
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(proxy) });
        WebApplication service = Build();
        service.MapGet("/", async () => Results.Text($"price {await client.GetStringAsync(new Uri("http://localhost:9/price"))}", "text/plain"));
        await service.RunAsync();
    }

    /// <summary>Writes its process id down when it is asked, and never answers.</summary>
    public static async Task HangAsync(string pidFile)
    {
        using Process left = Process.Start("sleep", "600.25");
        WebApplication service = Build();
        service.MapGet("/", async (CancellationToken stop) =>
        {
            await File.WriteAllTextAsync($"{pidFile}.part", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), stop);
            File.Move($"{pidFile}.part", pidFile);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await service.RunAsync();
    }

    private static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication service = builder.Build();
        service.Urls.Add($"http://127.0.0.1:{Variable("PORT")}");
        service.MapGet("/health", () => "ok");
        return service;
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}

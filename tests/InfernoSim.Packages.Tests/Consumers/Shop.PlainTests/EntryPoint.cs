namespace Shop.Tests;

public static class EntryPoint
{
    public static Task<int> Main(string[] args) => PlainTestFramework.RunAsync(typeof(EntryPoint).Assembly, args);
}

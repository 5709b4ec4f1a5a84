using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Sql.Tests.Service;

public sealed class Order
{
    public int Id { get; set; }

    public string Reference { get; set; } = "";

    public int Quantity { get; set; }

    public DateTime At { get; set; }
}

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>(order =>
    {
        order.ToTable("orders");
        order.HasIndex(o => o.Reference).IsUnique();
    });
}
